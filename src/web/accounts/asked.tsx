import { PasswordHalf } from '../approvals/decide.tsx'
import { useWords } from '../language/index.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import type { AskedAccount } from './shapes.ts'

/** What came of asking: half of a password is shown here once. */
export function Asked({ asked, username }: { asked: AskedAccount; username: string }) {
  const { t } = useWords()
  return (
    <div className="stack" role="status">
      {asked.password && <PasswordHalf text={asked.password} note={t('account.made')} />}
      {asked.approval && <p>{t('approval.asked')}</p>}
      {asked.passwordHalf && <PasswordHalf text={asked.passwordHalf} note={t('approval.first-half', { username })} />}
      {asked.approval && (
        <div className="row">
          <LinkButton to="/approvals" quiet>
            {t('approval.open-queue')}
          </LinkButton>
        </div>
      )}
    </div>
  )
}

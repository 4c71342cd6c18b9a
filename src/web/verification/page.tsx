import { useWords } from '../language/index.ts'
import { PageHead } from '../pieces/page.tsx'
import { VerificationList } from './list.tsx'
import { NewVerification } from './new.tsx'
import { BatchTray } from './tray.tsx'
import './verification.css'

export function VerificationPage() {
  const { t } = useWords()
  return (
    <>
      <PageHead title={t('place.verification')} meta={t('verification.what')} />
      <div className="stack">
        <NewVerification />
        <BatchTray />
        <VerificationList />
      </div>
    </>
  )
}

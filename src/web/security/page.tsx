import { useMutation } from '@tanstack/react-query'
import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useSession } from '../shell/session.ts'
import { Certificates } from './certificates.tsx'
import { Passkeys } from './passkeys.tsx'
import { PasswordForm } from './password.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { Sessions } from './sessions.tsx'
import { TotpEnrolment } from './totp.tsx'
import './security.css'

function Totp() {
  const { t } = useWords()
  const { account, refresh } = useSession()
  const [isAdding, setIsAdding] = useState(false)
  const [codes, setCodes] = useState<string[]>()
  const [isKept, setIsKept] = useState(false)
  const remove = useMutation({ mutationFn: () => write<void>('DELETE', '/me/totp'), onSuccess: refresh })
  const renew = useMutation({
    mutationFn: () => write<{ recoveryCodes: string[] }>('POST', '/me/recovery-codes'),
    onSuccess: ({ recoveryCodes }) => {
      setCodes(recoveryCodes)
      setIsAdding(true)
    },
  })
  const isBound = account?.enrolled.includes('totp') ?? false
  const close = () => {
    setIsAdding(false)
    setCodes(undefined)
    setIsKept(false)
    refresh()
  }
  return (
    <Panel title={t('security.totp')}>
      <div className="stack">
        <p>{t(isBound ? 'security.totp-bound' : 'security.totp-none')}</p>
        <ProblemAlert error={remove.error ?? renew.error} />
        <div className="buttons">
          {!isBound && (
            <Button type="primary" onClick={() => setIsAdding(true)}>
              {t('security.totp-add')}
            </Button>
          )}
          {isBound && (
            <>
              <Button loading={renew.isPending} onClick={() => renew.mutate()}>
                {t('security.recovery-renew')}
              </Button>
              <Popconfirm
                title={t('security.totp-remove')}
                description={t('security.totp-remove-sure')}
                onConfirm={() => remove.mutate()}
              >
                <Button loading={remove.isPending}>{t('security.totp-remove')}</Button>
              </Popconfirm>
            </>
          )}
        </div>
      </div>
      {isAdding && (
        <Dialog title={t(codes ? 'security.recovery' : 'security.totp-add')} onClose={close}>
          {codes ? (
            <>
              <RecoveryCodes codes={codes} isKept={isKept} setIsKept={setIsKept} />
              <Button type="primary" disabled={!isKept} onClick={close}>
                {t('security.go-on')}
              </Button>
            </>
          ) : (
            <TotpEnrolment onEnrolled={setCodes} />
          )}
        </Dialog>
      )}
    </Panel>
  )
}

export function SecurityPage() {
  const { t } = useWords()
  const { message } = App.useApp()
  return (
    <>
      <PageHead
        title={t('place.security')}
        meta={t('security.what')}
        actions={
          <LinkButton to="/security/keys" quiet>
            {t('api-key.title')}
          </LinkButton>
        }
      />
      <div className="columns">
        <div className="stack">
          <Totp />
          <Passkeys />
          <Certificates />
        </div>
        <div className="stack">
          <Sessions />
          <Panel title={t('security.password')}>
            <PasswordForm onChanged={() => void message.success(t('security.password-changed'))} />
          </Panel>
        </div>
      </div>
    </>
  )
}

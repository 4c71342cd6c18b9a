// Signed in, but something is still owed: the second factor, a password of one's own, or an authenticator to enrol.

import { Button } from 'antd'
import { useState } from 'react'
import { useWords } from '../language/index.ts'
import { PasswordForm } from '../security/password.tsx'
import { RecoveryCodes } from '../security/recovery-codes.tsx'
import { TotpEnrolment } from '../security/totp.tsx'
import { type Account, useSession } from '../shell/session.ts'
import { SignInFrame } from './frame.tsx'
import { ProofForm, proofsOf } from './proof-form.tsx'

function Leave() {
  const { t } = useWords()
  const { signOut } = useSession()
  return (
    <Button type="link" onClick={() => void signOut()}>
      {t('unfinished.leave')}
    </Button>
  )
}

function SecondStep({ account }: { account: Account }) {
  const { t } = useWords()
  return (
    <>
      <p>{t('unfinished.second', { name: account.name })}</p>
      <ProofForm kinds={proofsOf(account, 'second')} actionText={t('sign-in.enter')} onProven={() => undefined} />
    </>
  )
}

export function UnfinishedPage({ account, onEnrolled }: { account: Account; onEnrolled: (codes: string[]) => void }) {
  const { t } = useWords()
  const { refresh } = useSession()
  return (
    <SignInFrame title="sign-in.title">
      {account.owes === 'second-factor' && <SecondStep account={account} />}
      {account.owes === 'password-change' && (
        <>
          <p>{t('unfinished.password')}</p>
          <PasswordForm onChanged={refresh} />
        </>
      )}
      {account.owes === 'enrolment' && (
        <>
          <p>{t('unfinished.enrol')}</p>
          <TotpEnrolment onEnrolled={onEnrolled} />
        </>
      )}
      <Leave />
    </SignInFrame>
  )
}

/** The codes are shown this once: the way on is a button, not a timer. */
export function FirstRecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useWords()
  const [isKept, setIsKept] = useState(false)
  return (
    <SignInFrame title="security.recovery">
      <RecoveryCodes codes={codes} isKept={isKept} setIsKept={setIsKept} />
      <Button type="primary" size="large" block disabled={!isKept} onClick={onKept}>
        {t('security.go-on')}
      </Button>
    </SignInFrame>
  )
}

// Some actions take a fresh proof of who one is. Wherever the server asks for it, this dialog does, and the request is sent again.

import { useEffect, useState } from 'react'
import { askFreshProof } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { ProofForm, proofsOf } from '../sign-in/proof-form.tsx'
import { useSession } from './session.ts'

interface Asked {
  settle: (isProven: boolean) => void
}

/** Requests that are refused while the dialog is open wait for the same answer. */
export function StepUp() {
  const { t } = useWords()
  const { account } = useSession()
  const [asked, setAsked] = useState<readonly Asked[]>([])
  useEffect(
    () => askFreshProof(() => new Promise<boolean>((settle) => setAsked((before) => [...before, { settle }]))),
    [],
  )
  if (!account || asked.length === 0) return null
  const settle = (isProven: boolean) => {
    for (const one of asked) one.settle(isProven)
    setAsked([])
  }
  return (
    <Dialog title={t('step-up.title')} onClose={() => settle(false)}>
      <p className="small soft">{t('step-up.why')}</p>
      <ProofForm kinds={proofsOf(account, 'fresh')} actionText={t('step-up.go-on')} onProven={() => settle(true)} />
    </Dialog>
  )
}

// Proving who one is once more: the second step of signing in, and the fresh proof that some actions take.

import { useMutation } from '@tanstack/react-query'
import { Button, Input, Radio } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Account, useSession } from '../shell/session.ts'
import { CertificateStep } from './certificate-step.tsx'
import { askPasskey, knowsPasskeys } from './passkey.ts'
import type { CertificateAnswer } from './ukey.ts'

export type ProofKind = 'webauthn' | 'totp' | 'password' | 'certificate' | 'recovery-code'

/** What this account can bring now. For the second step, nothing that was brought already. */
export function proofsOf(account: Account, step: 'second' | 'fresh'): ProofKind[] {
  const isLeft = (factor: Account['factors'][number]) => step === 'fresh' || !account.factors.includes(factor)
  const kinds: ProofKind[] = []
  if (account.enrolled.includes('totp') && isLeft('totp')) kinds.push('totp')
  if (account.enrolled.includes('webauthn') && knowsPasskeys()) kinds.push('webauthn')
  if (isLeft('password')) kinds.push('password')
  if (account.enrolled.includes('certificate') && isLeft('certificate')) kinds.push('certificate')
  if (account.hasRecoveryCodes && isLeft('totp')) kinds.push('recovery-code')
  return kinds
}

const FIELDS = {
  totp: { autoComplete: 'one-time-code', inputMode: 'numeric', maxLength: 7 },
  'recovery-code': { autoComplete: 'off', maxLength: 40 },
  password: { autoComplete: 'current-password', maxLength: 200 },
} as const

interface Props {
  kinds: readonly ProofKind[]
  actionText: string
  onProven: () => void
}

export function ProofForm({ kinds, actionText, onProven }: Props) {
  const { t } = useWords()
  const { proveWith } = useSession()
  const [kind, setKind] = useState<ProofKind>(kinds[0] ?? 'password')
  const byCertificate = async (answer: CertificateAnswer) => {
    await proveWith('/sessions/current/certificate-proofs', answer)
    onProven()
  }
  return (
    <div className="stack">
      {kinds.length > 1 && (
        <Radio.Group
          aria-label={t('proof.by')}
          value={kind}
          onChange={({ target }) => setKind(target.value)}
          options={kinds.map((one) => ({ value: one, label: t(`proof.${one}`) }))}
        />
      )}
      {kind === 'certificate' && <CertificateStep actionText={actionText} send={byCertificate} />}
      {kind === 'webauthn' && <PasskeyProof onProven={onProven} />}
      {kind !== 'certificate' && kind !== 'webauthn' && (
        <TypedProof key={kind} kind={kind} actionText={actionText} onProven={onProven} />
      )}
    </div>
  )
}

function PasskeyProof({ onProven }: Pick<Props, 'onProven'>) {
  const { t } = useWords()
  const { proveWith } = useSession()
  const attempt = useMutation({
    mutationFn: async () => proveWith('/sessions/current/passkey-proofs', await askPasskey()),
    onSuccess: onProven,
  })
  return (
    <div className="stack proof">
      <span className="small soft">{t('proof.webauthn.hint')}</span>
      <ProblemAlert error={attempt.error} />
      <Button type="primary" size="large" block loading={attempt.isPending} onClick={() => attempt.mutate()}>
        {t('proof.webauthn.do')}
      </Button>
    </div>
  )
}

type Typed = keyof typeof FIELDS

function TypedProof({ kind, actionText, onProven }: Omit<Props, 'kinds'> & { kind: Typed }) {
  const { t } = useWords()
  const { prove } = useSession()
  const [value, setValue] = useState('')
  const id = useId()
  const attempt = useMutation({
    mutationFn: () => prove(kind === 'password' ? { kind, password: value } : { kind, code: value }),
    onSuccess: onProven,
    onError: () => setValue(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // The dialog may stand inside another form's page: this is nobody else's.
    event.stopPropagation()
    if (value.trim() && !attempt.isPending) attempt.mutate()
  }
  const Field = kind === 'password' ? Input.Password : Input
  return (
    <form className="stack proof" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{t(`proof.${kind}`)}</label>
        <Field
          id={id}
          autoFocus
          size="large"
          {...FIELDS[kind]}
          value={value}
          onChange={({ target }) => setValue(target.value)}
        />
        <span className="small soft">{t(`proof.${kind}.hint`)}</span>
      </div>
      <ProblemAlert error={attempt.error} />
      <Button type="primary" htmlType="submit" size="large" block loading={attempt.isPending} disabled={!value.trim()}>
        {actionText}
      </Button>
    </form>
  )
}

// Proving who one is once more: the second step of signing in, and the fresh proof that some actions take.

import { useMutation } from '@tanstack/react-query'
import { Button, Input, Radio } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Account, useSession } from '../shell/session.ts'

export type ProofKind = 'totp' | 'password' | 'recovery-code'

/** What this account can bring now. For the second step, nothing that was brought already. */
export function proofsOf(account: Account, step: 'second' | 'fresh'): ProofKind[] {
  const isLeft = (factor: Account['factors'][number]) => step === 'fresh' || !account.factors.includes(factor)
  const kinds: ProofKind[] = []
  if (account.enrolled.includes('totp') && isLeft('totp')) kinds.push('totp')
  if (isLeft('password')) kinds.push('password')
  if (account.hasRecoveryCodes && isLeft('totp')) kinds.push('recovery-code')
  return kinds
}

const FIELDS = {
  totp: { autoComplete: 'one-time-code', inputMode: 'numeric', maxLength: 7 },
  'recovery-code': { autoComplete: 'off', maxLength: 40 },
  password: { autoComplete: 'current-password', maxLength: 200 },
} as const

export function ProofForm({
  kinds,
  actionText,
  onProven,
}: {
  kinds: readonly ProofKind[]
  actionText: string
  onProven: () => void
}) {
  const { t } = useWords()
  const { prove } = useSession()
  const [kind, setKind] = useState<ProofKind>(kinds[0] ?? 'password')
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
      {kinds.length > 1 && (
        <Radio.Group
          aria-label={t('proof.by')}
          value={kind}
          onChange={({ target }) => {
            setKind(target.value)
            setValue('')
            attempt.reset()
          }}
          options={kinds.map((one) => ({ value: one, label: t(`proof.${one}`) }))}
        />
      )}
      <div className="field">
        <label htmlFor={id}>{t(`proof.${kind}`)}</label>
        <Field
          id={id}
          key={kind}
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

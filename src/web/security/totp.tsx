import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Bones } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { QrCode } from './qr-code.tsx'
import './security.css'

interface Offer {
  uri: string
  seed: string
}

/** A seed for an authenticator app, and the first code of it. */
export function TotpEnrolment({ onEnrolled }: { onEnrolled: (codes: string[]) => void }) {
  const { t } = useWords()
  const id = useId()
  const [code, setCode] = useState('')
  // Asked for once: another one would make the picture on the phone worthless.
  const offer = useQuery({
    queryKey: ['totp-offer', id],
    queryFn: () => write<Offer>('POST', '/me/totp'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })
  const confirm = useMutation({
    mutationFn: () => write<{ recoveryCodes: string[] }>('PUT', '/me/totp', { code }),
    onSuccess: ({ recoveryCodes }) => onEnrolled(recoveryCodes),
    onError: () => setCode(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (code.trim() && !confirm.isPending) confirm.mutate()
  }
  if (offer.error) return <ProblemAlert error={offer.error} retry={() => void offer.refetch()} />
  if (!offer.data) return <Bones lines={3} />
  return (
    <form className="stack proof" onSubmit={submit}>
      <p className="small">{t('security.totp-scan')}</p>
      <QrCode text={offer.data.uri} title={t('security.totp-qr')} />
      <p className="small soft">
        {t('security.totp-type')} <Mono text={offer.data.seed} what={t('security.totp-seed')} />
      </p>
      <div className="field">
        <label htmlFor={id}>{t('proof.totp')}</label>
        <Input
          id={id}
          autoFocus
          size="large"
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={7}
          value={code}
          onChange={({ target }) => setCode(target.value)}
        />
      </div>
      <ProblemAlert error={confirm.error} />
      <Button type="primary" htmlType="submit" size="large" block loading={confirm.isPending} disabled={!code.trim()}>
        {t('security.totp-confirm')}
      </Button>
    </form>
  )
}

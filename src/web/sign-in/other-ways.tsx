// Signing in without typing a password first: a passkey, a UKey, the provider of identities.

import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useSession } from '../shell/session.ts'
import { CertificateStep } from './certificate-step.tsx'
import { SignInFrame } from './frame.tsx'
import { askPasskey, knowsPasskeys } from './passkey.ts'

export function OtherWays() {
  const { t } = useWords()
  const { signInWith } = useSession()
  const [isByCertificate, setIsByCertificate] = useState(false)
  const methods = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: () => get<{ provider: string | null }>('/sign-in-methods'),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const passkey = useMutation({ mutationFn: async () => signInWith('/sessions/passkey', await askPasskey()) })
  const provider = useMutation({
    mutationFn: () => write<{ url: string }>('POST', '/sessions/oidc-requests'),
    onSuccess: ({ url }) => window.location.assign(url),
  })
  return (
    <div className="stack other-ways">
      {knowsPasskeys() && (
        <Button block loading={passkey.isPending} onClick={() => passkey.mutate()}>
          {t('sign-in.passkey')}
        </Button>
      )}
      <Button block onClick={() => setIsByCertificate(true)}>
        {t('sign-in.certificate')}
      </Button>
      {methods.data?.provider && (
        <Button block loading={provider.isPending} onClick={() => provider.mutate()}>
          {t('sign-in.provider', { name: methods.data.provider })}
        </Button>
      )}
      <ProblemAlert error={passkey.error ?? provider.error} />
      {isByCertificate && (
        <Dialog title={t('sign-in.certificate')} onClose={() => setIsByCertificate(false)}>
          <CertificateStep
            actionText={t('sign-in.enter')}
            send={(answer) => signInWith('/sessions/certificate', answer)}
          />
        </Dialog>
      )}
    </div>
  )
}

export const RETURN_PATH = '/sign-in/oidc'

/** Back from the provider: its answer is taken once, and the address forgets it. */
export function ProviderReturn({ onDone }: { onDone: () => void }) {
  const { t } = useWords()
  const { signInWith } = useSession()
  const [search] = useState(window.location.search)
  const { mutate, error } = useMutation({
    mutationFn: () => signInWith('/sessions/oidc', { search }),
    onSuccess: onDone,
  })
  useEffect(() => {
    window.history.replaceState(null, '', '/')
    mutate()
  }, [mutate])
  return (
    <SignInFrame title="sign-in.title">
      {error ? <ProblemAlert error={error} /> : <p role="status">{t('sign-in.returning')}</p>}
      {error && <Button onClick={onDone}>{t('sign-in.again')}</Button>}
    </SignInFrame>
  )
}

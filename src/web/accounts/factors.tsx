import { useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'

export interface AccountFactors {
  totp: { confirmedAt: string } | null
  passkeys: { label: string; isBackedUp: boolean; createdAt: string; lastUsedAt: string | null }[]
  certificates: {
    subject: string
    issuer: string
    notAfter: string
    createdAt: string
    lastUsedAt: string | null
    heldAt: string | null
  }[]
  recoveryCodes: { left: number; since: string } | null
  provider: string | null
}

interface Line {
  key: string
  kind: 'totp' | 'passkey' | 'certificate' | 'recovery'
  what: string
  since: string
  lastUsedAt?: string | null
  /** Nobody signs in with it at present. */
  isHeld?: boolean
}

export function useFactors(accountId: string) {
  return useQuery({
    queryKey: ['/accounts', accountId, 'factors'],
    queryFn: () => get<AccountFactors>(`/accounts/${accountId}/factors`),
  })
}

/** Which second factors there are: kinds and dates. */
export function Factors({ accountId }: { accountId: string }) {
  const { t } = useWords()
  const factors = useFactors(accountId)
  const lines = useLines(factors.data)
  return (
    <Panel title={t('account.factors')} padded={false}>
      <Table<Line>
        label={t('account.factors')}
        rows={lines}
        rowKey={({ key }) => key}
        error={factors.error}
        retry={() => void factors.refetch()}
        loadingRows={2}
        empty={t('account.factors-none')}
        columns={[
          { key: 'kind', title: t('account.factor'), lead: true, cell: ({ kind }) => t(`account.factor.${kind}`) },
          {
            key: 'what',
            title: t('account.factor-what'),
            cell: ({ what, isHeld }) => (
              <>
                {what || '—'} {isHeld && <Badge tone="bad">{t('holder.state.suspended')}</Badge>}
              </>
            ),
          },
          { key: 'since', title: t('account.factor-since'), cell: ({ since }) => <Time at={since} /> },
          {
            key: 'used',
            title: t('account.factor-used'),
            cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : '—'),
          },
        ]}
      />
    </Panel>
  )
}

function useLines(factors: AccountFactors | undefined): Line[] | undefined {
  const { t } = useWords()
  if (!factors) return undefined
  const { totp, passkeys, certificates, recoveryCodes } = factors
  return [
    ...(totp ? [{ key: 'totp', kind: 'totp' as const, what: '', since: totp.confirmedAt }] : []),
    ...passkeys.map(({ label, createdAt, lastUsedAt }) => ({
      ...{ key: `passkey ${createdAt} ${label}`, kind: 'passkey' as const, what: label, since: createdAt, lastUsedAt },
    })),
    ...certificates.map(({ subject, createdAt, lastUsedAt, heldAt }) => ({
      ...{ key: `certificate ${createdAt} ${subject}`, kind: 'certificate' as const, what: subject, since: createdAt },
      ...{ lastUsedAt, isHeld: heldAt !== null },
    })),
    ...(recoveryCodes
      ? [
          {
            ...{ key: 'recovery', kind: 'recovery' as const, since: recoveryCodes.since },
            what: t('account.codes-left', { count: recoveryCodes.left }),
          },
        ]
      : []),
  ]
}

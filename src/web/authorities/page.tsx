// 签发机构: who issues to the staff. How each stands comes first, then what it may issue, then what it issued.

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { apiUrl, get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { CloseDialog, ConnectDialog, FoundDialog, TakeInDialog } from './change-dialogs.tsx'
import { Issuances } from './issuances.tsx'
import { AUTHORITIES, type Authority, type Crl, type Profile, type Reachable, STATE_TONES } from './shapes.ts'

function CrlLine({ crl }: { crl: Crl | null }) {
  const { t } = useWords()
  if (!crl) return <Badge tone="unknown">{t('authority.crl.none')}</Badge>
  return (
    <>
      {t('authority.crl.is', { number: crl.number, entries: crl.entries })} <Time at={crl.nextUpdate} show="clock" />
    </>
  )
}

function Addresses({ addresses }: { addresses: NonNullable<Authority['addresses']> }) {
  const { t } = useWords()
  return (
    <>
      {Object.entries(addresses).map(([name, address]) => (
        <div key={name}>
          <Mono text={address} what={t('authority.addresses')} />
        </div>
      ))}
    </>
  )
}

type Asking = { what: 'take-in' | 'close'; authority: Authority }

function AuthorityPanel({ authority, onAsk }: { authority: Authority; onAsk: (asking: Asking) => void }) {
  const { t } = useWords()
  const mayChange = useMay('change-authorities')
  const { key, certificate, addresses, state } = authority
  return (
    <Panel
      title={authority.name}
      extra={
        <span className="row tight">
          {t(`authority.kind.${authority.kind}`)}{' '}
          <Badge tone={STATE_TONES[state]}>{t(`authority.state.${state}`)}</Badge>
          {authority.hasRequest && state === 'awaiting-certificate' && (
            <Button size="small" href={apiUrl(`${AUTHORITIES}/${authority.id}/request`)}>
              {t('authority.request')}
            </Button>
          )}
          {mayChange && state === 'awaiting-certificate' && (
            <Button size="small" onClick={() => onAsk({ what: 'take-in', authority })}>
              {t('authority.take-in')}
            </Button>
          )}
          {mayChange && state === 'active' && (
            <Button
              size="small"
              aria-label={`${t('authority.close')} ${authority.name}`}
              onClick={() => onAsk({ what: 'close', authority })}
            >
              {t('authority.close')}
            </Button>
          )}
        </span>
      }
    >
      <Facts
        two
        facts={[
          [t('authority.subject'), certificate?.subject],
          [t('authority.issuer'), certificate?.issuer],
          [t('authority.until'), certificate ? formatDay(certificate.notAfter) : undefined],
          [
            t('authority.key'),
            key ? t(`authority.custody.${key.custody}`, { algorithm: key.algorithm.toUpperCase() }) : undefined,
          ],
          [t('authority.profiles'), authority.profiles.map((one) => t(`authority.profile.${one}`)).join('、')],
          [t('issuance.list'), t('authority.issued', { count: authority.counts.issued ?? 0 })],
          [t('authority.crl'), certificate ? <CrlLine key="crl" crl={authority.crl} /> : undefined],
          [t('authority.delta'), certificate ? <CrlLine key="delta" crl={authority.delta} /> : undefined],
          [
            t('authority.responder'),
            authority.kind !== 'builtin' ? undefined : authority.responderUntil ? (
              `${t('authority.responder.until')} ${formatDay(authority.responderUntil)}`
            ) : (
              <Badge key="responder" tone="unknown">
                {t('authority.responder.none')}
              </Badge>
            ),
          ],
          ['SHA-256', certificate ? <Mono key="sha256" text={certificate.sha256} what="SHA-256" short /> : undefined],
        ]}
      />
      {addresses && (
        <details>
          <summary>{t('authority.addresses')}</summary>
          <Addresses addresses={addresses} />
        </details>
      )}
    </Panel>
  )
}

function Profiles({ profiles }: { profiles: readonly Profile[] }) {
  const { t } = useWords()
  const usages = (list: Profile['usages']) => list.map((one) => t(`authority.usage.${one}`)).join('、')
  return (
    <Panel title={t('authority.profile.list')} padded={false}>
      <Table
        label={t('authority.profile.list')}
        rows={profiles}
        rowKey={({ id }) => id}
        empty={<Empty title="—" />}
        columns={[
          {
            key: 'name',
            title: t('authority.profile.name'),
            lead: true,
            cell: ({ id }) => t(`authority.profile.${id}`),
          },
          {
            key: 'certificates',
            title: t('authority.profile.certificates'),
            cell: ({ isDual }) => t(isDual ? 'authority.profile.pair' : 'authority.profile.single'),
          },
          {
            key: 'keys',
            title: t('authority.profile.keys'),
            cell: ({ keys }) =>
              keys.map(({ family, minBits }) => t(`authority.key.${family}`, { bits: minBits })).join('、'),
          },
          {
            key: 'usages',
            title: t('authority.profile.usages'),
            cell: (one) => (
              <>
                <div>{usages(one.usages)}</div>
                {one.isDual && <div>{usages(one.encryptionUsages)}</div>}
                {one.carriesIdentity && <div className="small soft">{t('authority.profile.identity')}</div>}
              </>
            ),
          },
          {
            key: 'validity',
            title: t('authority.profile.validity'),
            cell: ({ validityDays }) => t('authority.profile.days', { days: validityDays }),
          },
        ]}
      />
    </Panel>
  )
}

export function AuthoritiesPage() {
  const { t } = useWords()
  const mayChange = useMay('change-authorities')
  const [isFounding, setIsFounding] = useState(false)
  const [isConnecting, setIsConnecting] = useState(false)
  const [asking, ask] = useState<Asking>()
  const [isAsked, setIsAsked] = useState(false)
  const authorities = useQuery({
    queryKey: [AUTHORITIES],
    queryFn: () => get<{ items: Authority[]; profiles: Profile[]; connections: Reachable[] }>(AUTHORITIES),
    refetchInterval: 30_000,
  })
  const close = () => {
    setIsFounding(false)
    setIsConnecting(false)
    ask(undefined)
  }
  const asked = () => {
    setIsAsked(true)
    close()
  }
  const items = authorities.data?.items
  return (
    <>
      <PageHead
        title={t('place.authorities')}
        meta={t('authority.what')}
        actions={
          mayChange && (
            <span className="row tight">
              <Button onClick={() => setIsConnecting(true)}>{t('authority.connect')}</Button>
              <Button type="primary" onClick={() => setIsFounding(true)}>
                {t('authority.found')}
              </Button>
            </span>
          )
        }
      />
      {isAsked && (
        <p className="note" role="status">
          {t('approval.asked')}
        </p>
      )}
      <ProblemAlert error={authorities.error} retry={() => void authorities.refetch()} />
      <div className="stack">
        {authorities.isPending && (
          <Panel>
            <Bones lines={6} />
          </Panel>
        )}
        {items?.map((one) => (
          <AuthorityPanel key={one.id} authority={one} onAsk={ask} />
        ))}
        {items?.length === 0 && (
          <Panel>
            <div className="empty">
              <Empty title={t('authority.none')}>{t('authority.none-hint')}</Empty>
            </div>
          </Panel>
        )}
        <Issuances />
        {authorities.data && <Profiles profiles={authorities.data.profiles} />}
      </div>
      {isFounding && <FoundDialog onClose={close} onAsked={asked} />}
      {isConnecting && (
        <ConnectDialog connections={authorities.data?.connections ?? []} onClose={close} onAsked={asked} />
      )}
      {asking?.what === 'take-in' && <TakeInDialog authority={asking.authority} onClose={close} onAsked={asked} />}
      {asking?.what === 'close' && <CloseDialog authority={asking.authority} onClose={close} onAsked={asked} />}
    </>
  )
}

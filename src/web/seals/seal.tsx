import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { get, write, writeForFile } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Dialog } from '../pieces/dialog.tsx'
import { download } from '../pieces/download.ts'
import { Field } from '../pieces/field.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { History, SealStateTag, TrueSize } from './pieces.tsx'
import type { SealDetail } from './shapes.ts'

type Standing = 'freeze' | 'unfreeze' | 'destroy'

const OFFERED: Record<SealDetail['state'], readonly Standing[]> = {
  active: ['freeze', 'destroy'],
  frozen: ['unfreeze', 'destroy'],
  superseded: [],
  destroyed: [],
}

function AskStanding({ seal, kind, onClose }: { seal: SealDetail; kind: Standing; onClose: () => void }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () => write<{ id: string }>('POST', `/seals/${seal.id}/standing-requests`, { kind, reason }),
    onSuccess: ({ id }) => navigate(`/seals/requests/${id}`),
  })
  const action = {
    text: t(`seals.ask-${kind}`),
    run: () => ask.mutate(),
    isRunning: ask.isPending,
    isDisabled: reason.trim() === '',
  }
  return (
    <Dialog title={`${t(`seals.ask-${kind}`)} · ${seal.name}`} onClose={onClose} action={action}>
      <p className="note">{t('seals.two-persons')}</p>
      <Field label={t('seals.reason')}>
        {(id) => <Input id={id} value={reason} maxLength={300} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      {ask.error && <ProblemAlert error={ask.error} />}
    </Dialog>
  )
}

function Actions({ seal, onDone }: { seal: SealDetail; onDone: () => void }) {
  const { t } = useWords()
  const mayAsk = useMay('request-seals')
  const mayMake = useMay('make-seals')
  const [asking, setAsking] = useState<Standing>()
  const pack = useMutation({
    mutationFn: () => writeForFile(`/seals/${seal.id}/package`, {}),
    onSuccess: ({ name, bytes, mediaType }) => {
      download(name, bytes, mediaType)
      onDone()
    },
  })
  return (
    <>
      {mayMake && seal.state === 'active' && !seal.isMakerRevoked && (
        <Button type="primary" loading={pack.isPending} onClick={() => pack.mutate()}>
          {t('seals.package')}
        </Button>
      )}
      {mayAsk && OFFERED[seal.state].length > 0 && (
        <LinkButton quiet to={`/seals/new?replaces=${seal.id}`}>
          {t('seals.ask-change')}
        </LinkButton>
      )}
      {mayAsk &&
        OFFERED[seal.state].map((kind) => (
          <Button key={kind} danger={kind === 'destroy'} onClick={() => setAsking(kind)}>
            {t(`seals.ask-${kind}`)}
          </Button>
        ))}
      {asking && <AskStanding seal={seal} kind={asking} onClose={() => setAsking(undefined)} />}
      {pack.error && <ProblemAlert error={pack.error} />}
    </>
  )
}

function What({ seal }: { seal: SealDetail }) {
  const { t } = useWords()
  return (
    <Facts
      facts={[
        [t('seals.state'), <SealStateTag key="state" {...seal} />],
        [t('seals.number'), <Mono key="number" text={seal.number} what={t('seals.number')} />],
        [t('seals.holder'), `${seal.holderName} · ${seal.unitName}`],
        [t('seals.kind'), t(`seals.kind.${seal.kind}`)],
        [t('seals.size'), `${seal.widthMm}×${seal.heightMm} mm`],
        [t('seals.version'), t(seal.version === 1 ? 'seals.version.1' : 'seals.version.4')],
        [t('seals.until'), formatDay(seal.validUntil)],
        [t('seals.made'), <Time key="made" at={seal.madeAt} />],
        [t('seals.delivered'), seal.deliveredAt ? <Time key="delivered" at={seal.deliveredAt} /> : null],
        [
          t('seals.maker'),
          <span key="maker">
            {seal.makerSubject}
            {seal.makerRevokedAt && (
              <div className="note">
                {t('seals.maker-revoked-at')} <Time at={seal.makerRevokedAt} />
              </div>
            )}
          </span>,
        ],
        ['SHA-256', <Mono key="sha256" text={seal.sha256} what="SHA-256" short />],
        [
          t('seals.predecessor'),
          seal.supersedesId ? (
            <Link key="before" to={`/seals/${seal.supersedesId}`}>
              {t('seals.list')}
            </Link>
          ) : undefined,
        ],
      ]}
    />
  )
}

export function SealPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const seal = useQuery({ queryKey: ['/seals', id], queryFn: () => get<SealDetail>(`/seals/${id}`) })
  const back = { to: '/seals', text: t('place.seals') }
  if (seal.error) return <ProblemAlert error={seal.error} retry={() => void seal.refetch()} />
  if (!seal.data) return <Bones />
  const { name, widthMm, heightMm, signers, events, requestId } = seal.data
  const picture = `/api/v1/seals/${id}/picture`
  return (
    <>
      <PageHead title={name} back={back} actions={<Actions seal={seal.data} onDone={() => void seal.refetch()} />} />
      <div className="seal-columns">
        <div className="stack">
          <Panel title={t('seals.list')}>
            <What seal={seal.data} />
          </Panel>
          <Panel title={t('seals.signers')}>
            {signers.map((one) => (
              <p key={one.sha256} className="small">
                {one.subject}
                {one.notAfter && (
                  <span className="soft">
                    {' '}
                    · {t('seals.until')} {formatDay(one.notAfter)}
                  </span>
                )}
              </p>
            ))}
          </Panel>
        </div>
        <div className="stack">
          <Panel title={`${t('seals.true-size')} · ${widthMm}×${heightMm} mm`}>
            <div className="seal-stage">
              <TrueSize src={picture} name={name} widthMm={widthMm} heightMm={heightMm} />
            </div>
          </Panel>
          <Panel
            title={t('seals.history')}
            extra={<Link to={`/seals/requests/${requestId}`}>{t('seals.open-request')}</Link>}
          >
            <History events={events} />
          </Panel>
        </div>
      </div>
    </>
  )
}

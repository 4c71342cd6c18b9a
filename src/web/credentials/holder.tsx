import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get, type Page } from '../api.ts'
import { useActorName } from '../desk/actor.ts'
import { type AskedLine, FORMS, type HeldCredential, KINDS, type Kind, type Person } from '../desk/shapes.ts'
import { StateBadge } from '../desk/state.tsx'
import { Timeline } from '../desk/timeline.tsx'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Bones, Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { CredentialBadge } from './state.tsx'
import '../desk/desk.css'
import './credentials.css'

interface Holding {
  carrierSerial: string
  model: string
  from: string
  until: string | null
}
interface WithEvents extends HeldCredential {
  events: { at: string; kind: string; actorName: string; detail: Record<string, string> }[]
}

/** One person: what they hold, on which carriers, what was asked for, and everything that happened, the newest first. */
export function HolderPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const may = useMay('handle-requests')
  const person = useQuery({ queryKey: ['/staff', id], queryFn: () => get<Person>(`/staff/${id}`) })
  const held = useQuery({
    queryKey: ['/credentials', 'of', id],
    queryFn: () => get<Page<HeldCredential>>('/credentials', { staffId: id }),
  })
  const asked = useQuery({
    queryKey: ['/user-requests', 'of', id],
    queryFn: () => get<Page<AskedLine>>('/user-requests', { staffId: id }),
  })
  if (person.error) return <ProblemAlert error={person.error} retry={() => void person.refetch()} />
  if (!person.data) return <Bones lines={6} />
  const { name, staffNumber, unitName, identityMasked } = person.data
  return (
    <>
      <PageHead
        title={name}
        meta={`${unitName} · ${staffNumber} · ${identityMasked}`}
        back={{ to: '/holders', text: t('holder.list') }}
        actions={
          may &&
          person.data.state === 'active' &&
          held.data && (
            <LinkButton quiet={held.data.items.some(isHeld)} to={`/desk/new?kind=new&staff=${id}`}>
              {t('desk.kind.new')}
            </LinkButton>
          )
        }
      />
      <Panel title={t('holder.credentials')} padded={false}>
        <Table<HeldCredential>
          label={t('holder.credentials')}
          rows={held.data?.items}
          rowKey={(one) => one.id}
          error={held.error}
          retry={() => void held.refetch()}
          loadingRows={2}
          empty={<Empty title={t('holder.none')} />}
          columns={[
            {
              key: 'state',
              title: t('desk.state'),
              lead: true,
              cell: ({ state }) => <CredentialBadge state={state} />,
            },
            { key: 'algorithm', title: t('holder.algorithm'), cell: ({ algorithm }) => algorithm },
            { key: 'until', title: t('desk.until'), cell: ({ notAfter }) => <Time at={notAfter} show="day" /> },
            { key: 'carrier', title: t('desk.carrier'), cell: ({ carrier }) => carrier.serial },
            {
              key: 'serial',
              title: t('online.serial'),
              cell: ({ signSerial }) => <Mono text={signSerial} what={t('online.serial')} short />,
            },
            { key: 'do', title: t('desk.kinds'), cell: (one) => may && <NextFor credential={one} /> },
          ]}
        />
      </Panel>
      <Carriers id={id} />
      <Story id={id} held={held.data?.items ?? []} asked={asked.data?.items ?? []} />
    </>
  )
}

const isHeld = ({ state }: HeldCredential) => state !== 'superseded' && state !== 'revoked'

/** The likeliest thing to ask for as a button; an upgrade is one. The others beside it, and what was begun is gone on with. */
function NextFor({ credential }: { credential: HeldCredential }) {
  const { t } = useWords()
  const { id, staffId, requestId, state, algorithm } = credential
  if (!isHeld(credential)) return null
  const kinds = KINDS.filter((kind) => FORMS[kind].credential?.includes(state))
  const likely: Kind = state === 'suspended' ? 'resume' : algorithm === 'SM2' ? 'renew' : 'upgrade'
  const others = kinds.filter((kind) => kind !== likely && !(kind === 'upgrade' && algorithm === 'SM2'))
  const to = (kind: Kind) => `/desk/new?kind=${kind}&staff=${staffId}&credential=${id}`
  return (
    <span className="holder-next">
      {kinds.includes(likely) ? (
        <LinkButton small to={to(likely)}>
          {t(`desk.kind.${likely}`)}
        </LinkButton>
      ) : (
        <LinkButton small to={`/desk/${requestId}`}>
          {t(state === 'issued' ? 'desk.write-do' : 'holder.activate')}
        </LinkButton>
      )}
      {others.map((kind) => (
        <Link key={kind} to={to(kind)}>
          {t(`desk.kind.${kind}`)}
        </Link>
      ))}
    </span>
  )
}

function Carriers({ id }: { id: string }) {
  const { t } = useWords()
  const list = useQuery({
    queryKey: ['/staff', id, 'carriers'],
    queryFn: () => get<{ items: Holding[] }>(`/staff/${id}/carriers`),
  })
  if (list.data?.items.length === 0) return null
  return (
    <Panel title={t('holder.carriers')} padded={false}>
      <Table<Holding>
        label={t('holder.carriers')}
        rows={list.data?.items}
        rowKey={({ carrierSerial, from }) => `${carrierSerial}${from}`}
        error={list.error}
        loadingRows={1}
        empty={null}
        columns={[
          { key: 'serial', title: t('carrier.serial'), lead: true, cell: ({ carrierSerial }) => carrierSerial },
          { key: 'model', title: t('holder.model'), cell: ({ model }) => model },
          { key: 'from', title: t('holder.from'), cell: ({ from }) => <Time at={from} show="day" /> },
          {
            key: 'until',
            title: t('holder.until'),
            cell: ({ until }) => (until ? <Time at={until} show="day" /> : t('holder.still')),
          },
        ]}
      />
    </Panel>
  )
}

/** Requests and what became of the credentials, in one line of time. */
function Story({ id, held, asked }: { id: string; held: readonly HeldCredential[]; asked: readonly AskedLine[] }) {
  const { t } = useWords()
  const nameOf = useActorName()
  const ids = held.map((one) => one.id).join(' ')
  const stories = useQuery({
    queryKey: ['/credentials', 'stories', id, ids],
    queryFn: () => Promise.all(held.map((one) => get<WithEvents>(`/credentials/${one.id}`))),
    enabled: held.length > 0,
  })
  const told = (stories.data ?? []).flatMap(({ algorithm, carrier, events }) =>
    events.map(({ at, kind, actorName }) => ({
      at,
      key: `${at}${kind}${carrier.serial}`,
      words: (
        <>
          {t(`holder.event.${kind as 'issued'}`, { defaultValue: kind })} · {algorithm} · {carrier.serial} ·{' '}
          {nameOf(actorName)}
        </>
      ),
    })),
  )
  const requests = asked.map((one) => ({
    at: one.submittedAt ?? one.createdAt,
    key: one.id,
    words: (
      <>
        <Link to={`/desk/${one.id}`}>
          {t(`desk.kind.${one.kind}`)} {one.number}
        </Link>{' '}
        <StateBadge asked={one} />
      </>
    ),
  }))
  const all = [...told, ...requests].sort((a, b) => b.at.localeCompare(a.at))
  if (all.length === 0) return null
  return (
    <Panel title={t('holder.story')}>
      <Timeline told={all} />
    </Panel>
  )
}

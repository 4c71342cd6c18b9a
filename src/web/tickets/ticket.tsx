import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useParams } from 'react-router'
import { get, type Page, write } from '../api.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { isPauseReason, type KnowledgeEntry, type Ticket } from './shapes.ts'
import { TicketSteps } from './steps.tsx'
import { ClockLine, TicketState, useLevelWord } from './words.tsx'
import './tickets.css'

const LIVE_MS = 15_000

function Clocks({ clocks }: Ticket) {
  const { t } = useWords()
  return (
    <Panel title={t('ticket.clocks')}>
      {clocks.length === 0 ? (
        <span className="soft">{t('ticket.clocks.none')}</span>
      ) : (
        <ul className="ticket-clocks">
          {clocks.map((clock) => (
            <ClockLine key={clock.id} clock={clock} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Account({ kind, phenomenon, cause, resolution, plan, report }: Ticket) {
  const { t } = useWords()
  const text = (value: string | null) => value && <span className="ticket-text">{value}</span>
  return (
    <Panel title={t('ticket.account')}>
      <Facts
        facts={[
          [t('ticket.phenomenon'), text(phenomenon)],
          [t('ticket.cause'), text(cause)],
          [t('ticket.resolution'), text(resolution)],
          [t('ticket.plan'), text(plan) ?? undefined],
          [t('ticket.report'), kind === 'fault' ? text(report) : undefined],
        ]}
      />
    </Panel>
  )
}

function Findings({ findings }: Ticket) {
  const { t, pick } = useWords()
  if (findings.length === 0) return null
  return (
    <Panel title={t('ticket.findings')}>
      <ul className="ticket-history">
        {findings.map(({ id, problem, text, advice, seenCount }) => (
          <li key={id}>
            <strong>{pick(problem)}</strong>{' '}
            <span className="soft small">{t('ticket.seen', { count: seenCount })}</span>
            <div>{pick(text)}</div>
            <div className="soft">{pick(advice)}</div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function FactsPanel({ ticket }: { ticket: Ticket }) {
  const { t } = useWords()
  const levelWord = useLevelWord()
  const scope = [
    t('ticket.scope.of', { systems: ticket.systemsAffected }),
    ticket.usersPercent === null ? '' : t('ticket.scope.users', { percent: ticket.usersPercent }),
  ]
  return (
    <Panel title={t('ticket.facts')}>
      <Facts
        facts={[
          [t('ticket.kind'), t(`ticket.kind.${ticket.kind}`)],
          [
            t('ticket.level'),
            <span key="level" title={t('ticket.level.hint')}>
              {levelWord(ticket.level)}
            </span>,
          ],
          [t('ticket.scope'), scope.filter(Boolean).join('，')],
          [t('ticket.site'), t(`ticket.site.${ticket.site}`)],
          [t('ticket.system'), ticket.systemName],
          [t('ticket.node'), ticket.nodeName],
          [t('ticket.reporter'), ticket.reportedBy],
          [t('ticket.reported'), <Time key="reported" at={ticket.reportedAt} />],
          [t('ticket.assignee'), ticket.assigneeName ?? t('ticket.assignee.none')],
          [
            t('ticket.rework'),
            ticket.reworkCount > 0 ? t('ticket.rework.of', { count: ticket.reworkCount }) : undefined,
          ],
        ]}
      />
    </Panel>
  )
}

function Pauses({ pauses }: Ticket) {
  const { t } = useWords()
  if (pauses.length === 0) return null
  return (
    <Panel title={t('ticket.pauses')}>
      <ul className="ticket-history">
        {pauses.map(({ reason, approver, evidence, from, to }) => (
          <li key={`${reason}${from}`}>
            <strong>{isPauseReason(reason) ? t(`ticket.pause.${reason}`) : reason}</strong>{' '}
            <Time at={from} show="clock" relative={false} /> –{' '}
            {to === null ? t('ticket.pause.on') : <Time at={to} show="clock" relative={false} />}
            <div className="said">
              {t('ticket.approver')}：{approver}　{evidence}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const SAID = ['note', 'comment', 'reason', 'plan', 'name', 'resolution'] as const

function History({ events }: Ticket) {
  const { t } = useWords()
  const said = (detail: Record<string, unknown>) =>
    SAID.map((name) => detail[name])
      .filter((one): one is string => typeof one === 'string')
      .map((one) => (isPauseReason(one) ? t(`ticket.pause.${one}`) : one))
      .join('\n')
  return (
    <Panel title={t('ticket.history')}>
      <ol className="ticket-history">
        {events.map(({ event, at, by, detail }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a history only grows at its end
          <li key={index}>
            <strong>{t(`ticket.event.${event}` as TextKey)}</strong>{' '}
            <span>{by === 'findings' ? t('ticket.by-findings') : by}</span>{' '}
            <Time at={at} show="clock" relative={false} />
            {said(detail) && <div className="said">{said(detail)}</div>}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Similar({ ticket }: { ticket: Ticket }) {
  const { t } = useWords()
  const { data } = useQuery({
    queryKey: ['/knowledge', 'similar', ticket.id],
    queryFn: () => get<Page<KnowledgeEntry>>('/knowledge', { code: ticket.code, notTicket: ticket.id, limit: 5 }),
    enabled: ticket.code !== null,
  })
  if (!data || data.items.length === 0) return null
  return (
    <Panel title={t('ticket.similar')}>
      <ul className="ticket-history">
        {data.items.map(({ id, title, cause, resolution }) => (
          <li key={id}>
            <strong>{title}</strong>
            <div>{cause}</div>
            <div className="said">{resolution}</div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function KeepKnowledge({ ticket }: { ticket: Ticket }) {
  const { t } = useWords()
  const client = useQueryClient()
  const keep = useMutation({
    mutationFn: () => write('POST', `/tickets/${ticket.id}/knowledge`, {}),
    onSuccess: () => client.invalidateQueries(),
  })
  if (ticket.state === 'open') return null
  return (
    <>
      <Button size="small" loading={keep.isPending} disabled={keep.isSuccess} onClick={() => keep.mutate()}>
        {t('knowledge.keep')}
      </Button>
      <ProblemAlert error={keep.error} />
    </>
  )
}

export function TicketPage() {
  const { t, pick } = useWords()
  const { id = '' } = useParams()
  const mayOperate = useMay('operate')
  const query = useQuery({
    queryKey: ['/tickets', 'one', id],
    queryFn: () => get<Ticket>(`/tickets/${encodeURIComponent(id)}`),
    refetchInterval: LIVE_MS,
  })
  const ticket = query.data
  return (
    <>
      <PageHead
        back={{ to: '/tickets', text: t('place.tickets') }}
        title={ticket ? `${ticket.number} ${pick(ticket.title)}` : '…'}
        meta={ticket && <TicketState ticket={ticket} />}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && (
        <Panel>
          <Bones lines={10} />
        </Panel>
      )}
      {ticket && (
        <div className="stack">
          {ticket.recoveredAt !== null && ticket.state === 'open' && <p className="note">{t('ticket.recovered')}</p>}
          {mayOperate && (
            <div className="ticket-steps">
              <TicketSteps ticket={ticket} />
              <KeepKnowledge ticket={ticket} />
            </div>
          )}
          <div className="ticket-page">
            <div className="stack">
              <Clocks {...ticket} />
              <Account {...ticket} />
              <Findings {...ticket} />
              <Similar ticket={ticket} />
            </div>
            <div className="stack">
              <FactsPanel ticket={ticket} />
              <Pauses {...ticket} />
              <History {...ticket} />
            </div>
          </div>
        </div>
      )}
    </>
  )
}

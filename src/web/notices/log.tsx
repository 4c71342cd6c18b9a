// 通知记录: every notice on its way through every channel, and what the peer said each time.

import { Segmented } from 'antd'
import { useWords } from '../language/index.ts'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { formatTime, instantOf, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { DELIVERY_STATES, type Delivery, OUTCOME_TONES, type Receipt, STATE_TONES } from './shapes.ts'
import { NoticeTabs } from './tabs.tsx'
import './notices.css'

const KINDS = ['news', 'alarm', 'report', 'heartbeat'] as const
const LIVE_MS = 5_000

function ReceiptLine({ receipt: { at, mark, outcome, said, words } }: { receipt: Receipt }) {
  const { t, pick } = useWords()
  return (
    <li>
      <span className="row tight">
        <Badge tone={OUTCOME_TONES[outcome]}>{t(`notice.outcome.${outcome}`)}</Badge>
        <time dateTime={formatTime(at)}>{formatTime(at).slice(5)}</time>
        <code>{mark}</code>
      </span>
      {said && <div>{pick(said)}</div>}
      {words && <code className="words">{words}</code>}
    </li>
  )
}

/** The last one at once; the earlier ones when asked for. */
function Receipts({ receipts }: { receipts: readonly Receipt[] }) {
  const { t } = useWords()
  const last = receipts.at(-1)
  if (!last) return <span className="soft">{t('notice.receipts.none')}</span>
  const earlier = receipts.slice(0, -1)
  return (
    <>
      <ul className="receipts">
        <ReceiptLine receipt={last} />
      </ul>
      {earlier.length > 0 && (
        <details>
          <summary>{t('notice.receipts.earlier', { count: earlier.length })}</summary>
          <ul className="receipts">
            {earlier.map((receipt) => (
              <ReceiptLine key={`${receipt.mark} ${receipt.at}`} receipt={receipt} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Content({ delivery: { title, number, items, kind } }: { delivery: Delivery }) {
  const { t } = useWords()
  return (
    <>
      <span className="wrapping">{title}</span>
      <div className="small soft">
        {t(`notice.kind.${kind}`)} {number}
      </div>
      {items.length > 0 && (
        <details>
          <summary>{t('notice.items', { count: items.length })}</summary>
          <ul className="items">
            {items.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a message never move, and two may say the same
              <li key={index}>{item}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function State({ delivery }: { delivery: Delivery }) {
  const { t, pick } = useWords()
  const { state, carrierState, said, dueAt, sentAt, isStandIn, receipts } = delivery
  // What the last receipt says already is not said twice.
  const isNews = said !== null && said.code !== receipts.at(-1)?.said?.code
  return (
    <>
      <span className="row tight">
        <Badge tone={STATE_TONES[state]}>{t(`notice.state.${state}`)}</Badge>
        {carrierState && <Badge tone={STATE_TONES[carrierState]}>{t(`notice.state.${carrierState}`)}</Badge>}
        {isStandIn && <span className="tag">{t('notice.stand-in')}</span>}
      </span>
      {isNews && state !== 'sent' && <div className="small">{pick(said)}</div>}
      {state === 'waiting' && (
        <div className="small soft">
          {(instantOf(dueAt) ?? 0) <= Date.now() ? (
            t('notice.queued')
          ) : (
            <>
              {t('notice.due')} <Time at={dueAt} show="clock" />
            </>
          )}
        </div>
      )}
      {sentAt !== null && (
        <div className="small">
          <Time at={sentAt} show="clock" />
        </div>
      )}
    </>
  )
}

function useColumns(): Column<Delivery>[] {
  const { t } = useWords()
  return [
    { key: 'notice', title: t('notice.notice'), lead: true, cell: (row) => <Content delivery={row} /> },
    { key: 'at', title: t('notice.at'), width: 130, cell: (row) => <Time at={row.createdAt} show="clock" /> },
    { key: 'channel', title: t('notice.channel'), width: 140, cell: (row) => row.channel },
    { key: 'state', title: t('notice.state'), width: 210, cell: (row) => <State delivery={row} /> },
    {
      key: 'receipts',
      title: t('notice.receipts'),
      width: '34%',
      cell: (row) => <Receipts receipts={row.receipts} />,
    },
  ]
}

export function NoticesPage() {
  const { t } = useWords()
  const { set, value } = useFilters()
  const columns = useColumns()
  const kind = value('kind') ?? 'news'
  return (
    <>
      <PageHead title={t('place.notices')} meta={t('notice.what')} />
      <NoticeTabs />
      <Panel padded={false}>
        <search className="filters">
          <Segmented
            aria-label={t('notice.filter.kind')}
            value={kind}
            onChange={(next) => set('kind', next === 'news' ? '' : next)}
            options={KINDS.map((one) => ({ value: one, label: t(`notice.kind.${one}`) }))}
          />
          <select
            className="date"
            aria-label={t('notice.filter.state')}
            value={value('state') ?? ''}
            onChange={({ target }) => set('state', target.value)}
          >
            <option value="">{t('notice.filter.any-state')}</option>
            {DELIVERY_STATES.map((state) => (
              <option key={state} value={state}>
                {t(`notice.state.${state}`)}
              </option>
            ))}
          </select>
        </search>
        <PagedTable<Delivery>
          label={t('notice.log')}
          path="/notices"
          query={{ kind, state: value('state') }}
          columns={columns}
          limit={50}
          refetchMs={LIVE_MS}
          rowKey={(row) => row.id}
          empty={<Empty title={t('notice.none')}>{t('notice.none-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}

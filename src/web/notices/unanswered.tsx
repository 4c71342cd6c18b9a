// 升级: faults nobody has answered, who was called for each, and who is called next.

import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import type { Unanswered } from './shapes.ts'
import { NoticeTabs } from './tabs.tsx'

const PATH = '/notices/unanswered'
const LIVE_MS = 5_000

function Fault({ fault: { ticketId, number, title } }: { fault: Unanswered }) {
  const text = `${number} ${title}`
  return ticketId === null ? <span>{text}</span> : <Link to={`/tickets/${ticketId}`}>{text}</Link>
}

export function UnansweredPage() {
  const { t } = useWords()
  const faults = useQuery({
    queryKey: [PATH],
    queryFn: () => get<{ items: Unanswered[] }>(PATH),
    refetchInterval: LIVE_MS,
  })
  return (
    <>
      <PageHead title={t('place.notices')} documentTitle={t('notice.unanswered')} meta={t('notice.unanswered.what')} />
      <NoticeTabs />
      <Panel padded={false}>
        <Table
          label={t('notice.unanswered')}
          rows={faults.data?.items}
          rowKey={({ number }) => number}
          error={faults.error}
          empty={<Empty title={t('notice.unanswered.none')}>{t('notice.unanswered.none-hint')}</Empty>}
          columns={[
            { key: 'fault', title: t('notice.fault'), lead: true, cell: (row) => <Fault fault={row} /> },
            { key: 'at', title: t('notice.told-at'), width: 150, cell: ({ at }) => <Time at={at} show="clock" /> },
            {
              key: 'called',
              title: t('notice.called'),
              cell: ({ called }) => (
                <span className="row tight">
                  {called.map((rung) => (
                    <span key={rung} className="tag">
                      {t(`notice.rung.${rung}`)}
                    </span>
                  ))}
                </span>
              ),
            },
            {
              key: 'next',
              title: t('notice.next'),
              width: 220,
              cell: ({ next }) =>
                next ? (
                  <>
                    {t(`notice.rung.${next.rung}`)} <Time at={next.at} show="clock" />
                  </>
                ) : (
                  <span className="soft">{t('notice.next.none')}</span>
                ),
            },
          ]}
        />
      </Panel>
    </>
  )
}

// 未通知: what happened and was told to nobody, with the reason.

import { useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { Time } from '../pieces/time.tsx'
import type { Silent } from './shapes.ts'
import { NoticeTabs } from './tabs.tsx'

export function SilentPage() {
  const { t, pick } = useWords()
  return (
    <>
      <PageHead title={t('place.notices')} documentTitle={t('notice.silent')} meta={t('notice.silent.what')} />
      <NoticeTabs />
      <Panel padded={false}>
        <PagedTable<Silent>
          label={t('notice.silent')}
          path="/notices/silent"
          columns={[
            {
              key: 'notice',
              title: t('notice.notice'),
              lead: true,
              cell: ({ title, number }) => (
                <>
                  <span className="wrapping">{title}</span>
                  <div className="small soft">{number}</div>
                </>
              ),
            },
            { key: 'why', title: t('notice.why'), cell: ({ why }) => pick(why) },
            { key: 'at', title: t('notice.at'), width: 150, cell: (row) => <Time at={row.createdAt} show="clock" /> },
          ]}
          rowKey={(row) => row.id}
          empty={<Empty title={t('notice.silent.none')}>{t('notice.silent.none-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}

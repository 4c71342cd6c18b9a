import { Input, Segmented } from 'antd'
import { Link } from 'react-router'
import type { HeldCredential } from '../desk/shapes.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { Time } from '../pieces/time.tsx'
import { CredentialBadge } from './state.tsx'
import './credentials.css'

const SHOWN = ['active', 'expiring', 'rsa', 'unfinished', 'suspended', 'all'] as const
type Shown = (typeof SHOWN)[number]

const QUERIES: Record<Shown, Record<string, string | number>> = {
  active: { state: 'active' },
  expiring: { expiringDays: 60 },
  rsa: { algorithm: 'RSA', state: 'active' },
  unfinished: { state: 'written' },
  suspended: { state: 'suspended' },
  all: {},
}

/** Everybody's certificates of the own district. */
export function HoldersPage() {
  const { t } = useWords()
  const { set, value } = useFilters()
  const shown = SHOWN.find((one) => one === value('show')) ?? 'active'
  const search = value('search') ?? ''
  return (
    <>
      <PageHead title={t('holder.list')} meta={t('holder.what')} />
      <Panel padded={false}>
        <div className="holder-bar">
          <Segmented
            value={shown}
            options={SHOWN.map((one) => ({ value: one, label: t(`holder.show.${one}`) }))}
            onChange={(next) => set('show', next === 'active' ? '' : next)}
          />
          <Input.Search
            allowClear
            aria-label={t('holder.search')}
            placeholder={t('holder.search')}
            defaultValue={search}
            onSearch={(text) => set('search', text.trim())}
          />
        </div>
        <PagedTable<HeldCredential>
          label={t('holder.list')}
          path="/credentials"
          query={search ? { search } : QUERIES[shown]}
          rowKey={({ id }) => id}
          empty={<Empty title={t(search ? 'holder.none-found' : 'holder.none')} />}
          columns={[
            {
              key: 'who',
              title: t('desk.who'),
              lead: true,
              cell: ({ staffId, holder, subject }) => <Link to={`/holders/${staffId}`}>{holder ?? subject}</Link>,
            },
            { key: 'state', title: t('desk.state'), cell: ({ state }) => <CredentialBadge state={state} /> },
            { key: 'algorithm', title: t('holder.algorithm'), cell: ({ algorithm }) => algorithm },
            { key: 'until', title: t('desk.until'), cell: ({ notAfter }) => <Time at={notAfter} show="day" /> },
            { key: 'carrier', title: t('desk.carrier'), cell: ({ carrier }) => carrier.serial },
            {
              key: 'serial',
              title: t('online.serial'),
              cell: ({ signSerial }) => <Mono text={signSerial} what={t('online.serial')} short />,
            },
          ]}
        />
      </Panel>
    </>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { useQueue } from '../approvals/queue.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { ChangeDialog } from './change.tsx'
import { NewAccountDialog } from './new.tsx'
import type { AccountLine, District } from './shapes.ts'
import { AccountState } from './state.tsx'

function useColumns({ items: accounts, districts }: Accounts, onChange: ((account: AccountLine) => void) | undefined) {
  const { t, language } = useWords()
  const districtOf = (id: string | null) => {
    const found = districts.find((one) => one.id === id)
    return found && (language === 'zh' ? found.name : found.nameEn)
  }
  const queue = useQueue()
  const waiting = new Set(
    [...(queue.data?.toDecide ?? []), ...(queue.data?.waiting ?? [])].map(({ object }) => object.id),
  )
  const ofPerson = (personId: string) => accounts.filter((one) => one.personId === personId).length
  return [
    {
      key: 'name',
      title: t('account.name'),
      lead: true,
      cell: (row: AccountLine) => (
        <>
          {onChange ? (
            <Link className="among-words" to={`/accounts/${row.id}`}>
              {row.name}
            </Link>
          ) : (
            row.name
          )}{' '}
          <span className="soft">{row.username}</span>
          {ofPerson(row.personId) > 1 && (
            <div className="small soft">{t('account.accounts-of', { count: ofPerson(row.personId) })}</div>
          )}
        </>
      ),
    },
    {
      key: 'roles',
      title: t('account.roles'),
      cell: (row: AccountLine) => (
        <span className="row tight">
          {row.roles.map((role) => (
            <span key={role} className="tag">
              {t(`role.${role}` as TextKey)}
            </span>
          ))}
          {row.districtId && <span className="small soft">{districtOf(row.districtId) ?? row.districtId}</span>}
        </span>
      ),
    },
    {
      key: 'state',
      title: t('account.state'),
      width: 190,
      cell: (row: AccountLine) => (
        <span className="row tight">
          <AccountState account={row} />
          {waiting.has(row.id) && <Badge tone="accent">{t('account.waits')}</Badge>}
        </span>
      ),
    },
    {
      key: 'last',
      title: t('account.last'),
      width: 190,
      cell: (row: AccountLine) =>
        row.lastSignInAt ? <Time at={row.lastSignInAt} /> : <span className="soft">{t('account.never')}</span>,
    },
    ...(onChange
      ? [
          {
            key: 'change',
            title: t('account.change'),
            width: 110,
            cell: (row: AccountLine) => (
              <Button size="small" onClick={() => onChange(row)}>
                {t('account.change')}
              </Button>
            ),
          },
        ]
      : []),
  ]
}

interface Accounts {
  items: AccountLine[]
  districts: District[]
}

const NONE: Accounts = { items: [], districts: [] }

/** 账号: who may sign in, as whom, and what two security administrators can change about it. */
export function AccountsPage() {
  const { t } = useWords()
  const mayChange = useMay('change-accounts')
  const [open, setOpen] = useState<AccountLine | 'new'>()
  const accounts = useQuery({ queryKey: ['/accounts'], queryFn: () => get<Accounts>('/accounts') })
  const known = accounts.data ?? NONE
  const columns = useColumns(known, mayChange ? setOpen : undefined)
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHead
        title={t('place.accounts')}
        meta={t('account.what')}
        actions={
          mayChange && (
            <Button type="primary" onClick={() => setOpen('new')}>
              {t('account.new')}
            </Button>
          )
        }
      />
      <Panel padded={false}>
        <Table
          label={t('place.accounts')}
          rows={accounts.data?.items}
          rowKey={({ id }) => id}
          error={accounts.error}
          retry={() => void accounts.refetch()}
          empty={<Empty title={t('place.accounts')} />}
          columns={columns}
        />
      </Panel>
      {open === 'new' && <NewAccountDialog accounts={known.items} onClose={close} />}
      {open !== undefined && open !== 'new' && (
        <ChangeDialog account={open} districts={known.districts} onClose={close} />
      )}
    </>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useSession } from '../shell/session.ts'
import { NewApiKey } from './new-api-key.tsx'

interface ApiKey {
  id: string
  name: string
  ownerName: string
  username: string
  scopes: string[]
  addresses: string[]
  createdAt: string
  expiresAt: string
  lastUsedAt: string | null
  lastUsedFrom: string | null
  revokedAt: string | null
}

export const API_KEYS = ['/api-keys'] as const

/** Fetched when the page is opened: an end that has come since has come. */
const isOver = ({ revokedAt, expiresAt }: ApiKey) => revokedAt !== null || Date.parse(expiresAt) <= Date.now()

function State({ row }: { row: ApiKey }) {
  const { t } = useWords()
  if (row.revokedAt) return <Badge tone="none">{t('api-key.state.ended')}</Badge>
  if (isOver(row)) return <Badge tone="none">{t('api-key.state.over')}</Badge>
  return <Badge tone="good">{t('api-key.state.good')}</Badge>
}

function useColumns(onEnd: (id: string) => void) {
  const { t } = useWords()
  return [
    {
      key: 'name',
      title: t('api-key.name'),
      lead: true,
      cell: (row: ApiKey) => (
        <>
          {row.name}
          <div className="small soft">
            {row.ownerName} {row.username}
          </div>
        </>
      ),
    },
    {
      key: 'scopes',
      title: t('api-key.scopes'),
      cell: (row: ApiKey) => (
        <span className="row tight">
          {row.scopes.map((scope) => (
            <code key={scope} className="tag">
              {scope}
            </code>
          ))}
          {row.addresses.length > 0 && (
            <span className="small soft">{t('api-key.from', { places: row.addresses.join(' ') })}</span>
          )}
        </span>
      ),
    },
    {
      key: 'until',
      title: t('api-key.until'),
      width: 200,
      cell: (row: ApiKey) => (
        <span className="row tight">
          <State row={row} />
          <Time at={row.revokedAt ?? row.expiresAt} relative={false} />
        </span>
      ),
    },
    {
      key: 'used',
      title: t('security.last-used'),
      width: 200,
      cell: (row: ApiKey) =>
        row.lastUsedAt ? (
          <>
            <Time at={row.lastUsedAt} /> <span className="small soft">{row.lastUsedFrom}</span>
          </>
        ) : (
          <span className="soft">{t('api-key.unused')}</span>
        ),
    },
    {
      key: 'end',
      title: t('api-key.end'),
      width: 90,
      cell: (row: ApiKey) =>
        !isOver(row) && (
          <Popconfirm title={t('api-key.end-sure', { name: row.name })} onConfirm={() => onEnd(row.id)}>
            <Button size="small">{t('api-key.end')}</Button>
          </Popconfirm>
        ),
    },
  ]
}

/** 程序密钥: keys that programs send in one's name. */
export function ApiKeysPage() {
  const { t } = useWords()
  const client = useQueryClient()
  const { account } = useSession()
  const [isMaking, setIsMaking] = useState(false)
  const list = useQuery({ queryKey: API_KEYS, queryFn: () => get<{ items: ApiKey[] }>('/api-keys') })
  const end = useMutation({
    mutationFn: (id: string) => write<void>('DELETE', `/api-keys/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: API_KEYS }),
  })
  const seesAll = account?.roles.includes('security-admin') ?? false
  return (
    <>
      <PageHead
        title={t('api-key.title')}
        meta={t(seesAll ? 'api-key.what-all' : 'api-key.what')}
        back={{ to: '/security', text: t('place.security') }}
        actions={
          <Button type="primary" onClick={() => setIsMaking(true)}>
            {t('api-key.new')}
          </Button>
        }
      />
      <ProblemAlert error={end.error} />
      <Panel padded={false}>
        <Table
          label={t('api-key.title')}
          rows={list.data?.items}
          rowKey={({ id }) => id}
          error={list.error}
          retry={() => void list.refetch()}
          empty={<Empty title={t('api-key.none')}>{t('api-key.none-what')}</Empty>}
          columns={useColumns((id) => end.mutate(id))}
        />
      </Panel>
      {isMaking && <NewApiKey onClose={() => setIsMaking(false)} />}
    </>
  )
}

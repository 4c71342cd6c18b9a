import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Empty, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { ConnectDialog } from './connect-dialog.tsx'
import { CONNECTIONS, type Connection } from './shapes.ts'

export function useConnections() {
  return useQuery({ queryKey: [CONNECTIONS], queryFn: () => get<{ items: Connection[] }>(CONNECTIONS) })
}

function Tested({ connection: { testedAt, testProblem } }: { connection: Connection }) {
  const { t, pick } = useWords()
  if (testedAt === null) return <Badge tone="unknown">{t('issuer.untested')}</Badge>
  return (
    <>
      <Badge tone={testProblem ? 'bad' : 'good'}>{t(testProblem ? 'issuer.unreachable' : 'issuer.reachable')}</Badge>{' '}
      <Time at={testedAt} show="clock" />
      {testProblem && <div className="small soft">{pick(testProblem)}</div>}
    </>
  )
}

type Sure = { kind: 'account-key' | 'close'; connection: Connection }

/** What cannot be taken back is asked once more. */
function SureDialog({ sure: { kind, connection }, onClose }: { sure: Sure; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => write('POST', `${CONNECTIONS}/${connection.id}/${kind}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [CONNECTIONS] })
      onClose()
    },
  })
  return (
    <Dialog
      title={t(`issuer.${kind}`)}
      onClose={onClose}
      action={{ text: t(`issuer.${kind}`), run: () => act.mutate(), isRunning: act.isPending }}
    >
      <p>{t(`issuer.${kind}.hint`, { name: connection.name })}</p>
      <ProblemAlert error={act.error} />
    </Dialog>
  )
}

function Actions({ connection, onSure }: { connection: Connection; onSure: (sure: Sure) => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const test = useMutation({
    mutationFn: () => write('POST', `${CONNECTIONS}/${connection.id}/test`),
    onSettled: () => client.invalidateQueries({ queryKey: [CONNECTIONS] }),
  })
  const { name, kind, state } = connection
  if (state === 'closed') return null
  const button = (what: Sure['kind']) => (
    <Button
      size="small"
      aria-label={`${t(`issuer.${what}`)} ${name}`}
      onClick={() => onSure({ kind: what, connection })}
    >
      {t(`issuer.${what}`)}
    </Button>
  )
  return (
    <span className="row tight">
      {kind !== 'manual' && (
        <Button
          size="small"
          aria-label={`${t('issuer.test')} ${name}`}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('issuer.test')}
        </Button>
      )}
      {kind === 'acme' && button('account-key')}
      {button('close')}
      <ProblemAlert error={test.error} />
    </span>
  )
}

function addressOf({ settings: { directoryUrl, url, contact } }: Connection): string {
  return directoryUrl ?? url ?? contact ?? ''
}

export function Connections() {
  const { t } = useWords()
  const mayConnect = useMay('connect-issuers')
  const connections = useConnections()
  const [isConnecting, setIsConnecting] = useState(false)
  const [sure, setSure] = useState<Sure>()
  return (
    <Panel
      title={t('issuer.connections')}
      extra={
        mayConnect ? (
          <Button size="small" onClick={() => setIsConnecting(true)}>
            {t('issuer.connect')}
          </Button>
        ) : (
          t('issuer.connections-hint')
        )
      }
      padded={false}
    >
      <Table
        label={t('issuer.connections')}
        rows={connections.data?.items}
        rowKey={({ id }) => id}
        error={connections.error}
        empty={<Empty title={t('issuer.none')}>{t('issuer.none-hint')}</Empty>}
        columns={[
          { key: 'name', title: t('issuer.field.name'), lead: true, cell: ({ name }) => name },
          { key: 'kind', title: t('issuer.kind'), cell: ({ kind }) => t(`issuer.kind.${kind}`) },
          { key: 'trust', title: t('lineage.trust'), cell: ({ trust }) => t(`lineage.trust.${trust}`) },
          { key: 'address', title: t('issuer.address'), cell: (row) => <span className="mono">{addressOf(row)}</span> },
          {
            key: 'state',
            title: t('lineage.state'),
            cell: (row) =>
              row.state === 'closed' ? (
                <Badge tone="none">{t('issuer.closed')}</Badge>
              ) : row.kind === 'manual' ? (
                <Badge tone="good">{t('issuer.by-hand')}</Badge>
              ) : (
                <Tested connection={row} />
              ),
          },
          ...(mayConnect
            ? [
                {
                  key: 'actions',
                  title: t('column.actions'),
                  cell: (row: Connection) => <Actions connection={row} onSure={setSure} />,
                },
              ]
            : []),
        ]}
      />
      {isConnecting && <ConnectDialog onClose={() => setIsConnecting(false)} />}
      {sure && <SureDialog sure={sure} onClose={() => setSure(undefined)} />}
    </Panel>
  )
}

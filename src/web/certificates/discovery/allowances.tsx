// Where certificates may be looked for: everybody who searches sees it, an administrator of the system says it.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { get, write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Choice, Field } from '../../pieces/field.tsx'
import { Empty, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Table } from '../../pieces/table.tsx'
import { Time } from '../../pieces/time.tsx'
import { useMay } from '../../shell/session.ts'
import { type Allowance, portsOf, type ScopeKind } from './shapes.ts'

export const ALLOWANCES = '/discovery-allowances'
const KINDS = ['network', 'directory'] as const satisfies readonly ScopeKind[]

export function useAllowances() {
  return useQuery({ queryKey: [ALLOWANCES], queryFn: () => get<{ items: Allowance[] }>(ALLOWANCES) })
}

function AllowDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [kind, setKind] = useState<ScopeKind>('network')
  const [scope, setScope] = useState('')
  const [portText, setPortText] = useState('443, 8443')
  const [reason, setReason] = useState('')
  const ports = kind === 'network' ? portsOf(portText) : []
  const save = useMutation({
    mutationFn: () => write('POST', ALLOWANCES, { kind, scope: scope.trim(), ports, reason: reason.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [ALLOWANCES] })
      onClose()
    },
  })
  const isIncomplete = scope.trim() === '' || reason.trim() === '' || ports === undefined
  return (
    <Dialog
      title={t('discovery.allow')}
      onClose={onClose}
      action={{
        text: t('discovery.allow'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: isIncomplete || (kind === 'network' && ports?.length === 0),
      }}
    >
      <Choice
        label={t('discovery.kind')}
        value={kind}
        options={KINDS.map((value) => ({ value, text: t(`discovery.kind.${value}`) }))}
        onChange={setKind}
      />
      <Field label={t(`discovery.scope.${kind}`)} hint={t(`discovery.scope.${kind}-hint`)}>
        {(id) => <Input id={id} value={scope} onChange={({ target }) => setScope(target.value)} />}
      </Field>
      {kind === 'network' && (
        <Field label={t('discovery.ports')} hint={t('discovery.ports-hint')}>
          {(id) => (
            <Input
              id={id}
              value={portText}
              {...(ports === undefined && { status: 'error' as const })}
              onChange={({ target }) => setPortText(target.value)}
            />
          )}
        </Field>
      )}
      <Field label={t('lineage.waive.reason')}>
        {(id) => <Input.TextArea id={id} rows={2} value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}

export function Allowances() {
  const { t } = useWords()
  const client = useQueryClient()
  const mayAllow = useMay('allow-discovery')
  const allowed = useAllowances()
  const [isAllowing, setIsAllowing] = useState(false)
  const end = useMutation({
    mutationFn: (id: string) => write('DELETE', `${ALLOWANCES}/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: [ALLOWANCES] }),
  })
  return (
    <Panel
      title={t('discovery.allowed')}
      extra={
        mayAllow ? (
          <Button size="small" onClick={() => setIsAllowing(true)}>
            {t('discovery.allow')}
          </Button>
        ) : (
          t('discovery.allowed-hint')
        )
      }
      padded={false}
    >
      <ProblemAlert error={end.error} />
      <Table
        label={t('discovery.allowed')}
        rows={allowed.data?.items}
        rowKey={({ id }) => id}
        error={allowed.error}
        empty={<Empty title={t('discovery.allowed.none')}>{t('discovery.allowed.none-hint')}</Empty>}
        columns={[
          { key: 'scope', title: t('discovery.scope'), lead: true, cell: ({ scope }) => <code>{scope}</code> },
          { key: 'kind', title: t('discovery.kind'), cell: ({ kind }) => t(`discovery.kind.${kind}`) },
          { key: 'ports', title: t('discovery.ports'), cell: ({ ports }) => ports.join(', ') },
          { key: 'reason', title: t('discovery.reason'), cell: ({ reason }) => reason },
          { key: 'at', title: t('discovery.since'), cell: ({ createdAt }) => <Time at={createdAt} show="day" /> },
          ...(mayAllow
            ? [
                {
                  key: 'end',
                  title: t('column.actions'),
                  cell: ({ id, scope }: Allowance) => (
                    <Button
                      size="small"
                      aria-label={t('discovery.disallow-what', { scope })}
                      loading={end.isPending && end.variables === id}
                      onClick={() => end.mutate(id)}
                    >
                      {t('discovery.disallow')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {isAllowing && <AllowDialog onClose={() => setIsAllowing(false)} />}
    </Panel>
  )
}

import { ThunderboltOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { Link } from 'react-router'
import { write } from '../api.ts'
import type { CheckRow, NodeRow, ProbeResultRow, Reason } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { useProblemText } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'

export interface PlacedCheck extends CheckRow {
  node: NodeRow
}

/** Each reason in words, with what to do about it underneath. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const { t, pick } = useWords()
  return (
    <ul className="reasons">
      {reasons.map((reason) => (
        <li key={`${reason.code}${JSON.stringify(reason.params)}`} title={reason.code}>
          <div className="strong">{pick(reason.problem) || <code>{reason.code}</code>}</div>
          {pick(reason.text) !== pick(reason.problem) && pick(reason.text)}
          {pick(reason.advice) && (
            <div className="small soft">
              {t('finding.do')}
              {pick(reason.advice)}
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Asks the probe again, at once, and says what came of it. */
function ProbeNow({ check, systemId }: { check: PlacedCheck; systemId: string }) {
  const { t, pick } = useWords()
  const client = useQueryClient()
  const { message } = App.useApp()
  const textOf = useProblemText()
  const probe = useMutation({
    mutationFn: () => write<ProbeResultRow>('POST', `/checks/${encodeURIComponent(check.id)}/probe`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [`/systems/${encodeURIComponent(systemId)}`] })
      await client.invalidateQueries({ queryKey: [`/nodes/${encodeURIComponent(check.node.id)}/timeline`] })
    },
    onError: (error) => void message.error(textOf(error)),
  })
  return (
    <Button
      size="small"
      icon={<ThunderboltOutlined />}
      loading={probe.isPending}
      aria-label={t('check.probe-what', { what: pick(check.title) })}
      onClick={() => probe.mutate()}
    >
      {t('check.probe')}
    </Button>
  )
}

function useColumns(systemId: string): Column<PlacedCheck>[] {
  const { t, pick } = useWords()
  const mayOperate = useMay('operate')
  return [
    {
      key: 'verdict',
      title: t('column.verdict'),
      width: 96,
      cell: (check) => <VerdictTag value={check.enabled ? check.latest?.verdict : 'skipped'} />,
    },
    {
      key: 'title',
      title: t('check.title'),
      lead: true,
      width: '26%',
      cell: (check) => (
        <>
          {pick(check.title)}
          <div className="small soft">{check.node.name}</div>
        </>
      ),
    },
    {
      key: 'target',
      title: t('check.target'),
      cell: (check) => (
        <>
          <span className="tag">{t(`kind.${check.kind}` as TextKey)}</span>{' '}
          <code className="small">{check.target}</code>
        </>
      ),
    },
    {
      key: 'reasons',
      title: t('finding.meaning'),
      width: '28%',
      cell: (check) => <Reasons reasons={check.latest?.reasons ?? []} />,
    },
    {
      key: 'at',
      title: t('check.at'),
      width: 150,
      cell: (check) => {
        const { resultId, at } = check.latest ?? {}
        const time = <Time at={at} show="clock" />
        return resultId ? <Link to={`/systems/results/${resultId}`}>{time}</Link> : time
      },
    },
    {
      key: 'probe',
      title: t('column.actions'),
      width: 90,
      cell: (check) => mayOperate && check.kind !== 'manual' && <ProbeNow check={check} systemId={systemId} />,
    },
  ]
}

interface Props {
  layer: string
  checks: readonly PlacedCheck[]
  systemId: string
}

export function LayerChecks({ layer, checks, systemId }: Props) {
  const { t } = useWords()
  const columns = useColumns(systemId)
  const title = t(`layer.${layer}` as TextKey)
  return (
    <Panel title={title} padded={false}>
      <Table label={title} columns={columns} rows={checks} rowKey={(check) => check.id} empty="" />
    </Panel>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, write } from '../../api.ts'
import type { LineageBinding } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Field } from '../../pieces/field.tsx'
import { Bones, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { useMay } from '../../shell/session.ts'
import type { StageProps } from './progress.ts'
import { RunView } from './run-view.tsx'
import type { RenewedLineage, Run } from './shapes.ts'

interface OpeningProps {
  lineage: RenewedLineage
  certificateId: string
  /** Where it goes unless somebody says otherwise. */
  rest: readonly LineageBinding[]
}

function Opening({ lineage, certificateId, rest }: OpeningProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState<string>(t('renewal.run.reason-default'))
  const [left, setLeft] = useState<ReadonlySet<string>>(
    new Set(lineage.bindingMatrix.filter((one) => !rest.includes(one)).map(({ id }) => id)),
  )
  const chosen = lineage.bindingMatrix.filter(({ id }) => !left.has(id)).map(({ id }) => id)
  const open = useMutation({
    mutationFn: () =>
      write<{ id: string }>('POST', `/lineages/${lineage.id}/runs`, { certificateId, bindingIds: chosen, reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: [`/lineages/${lineage.id}`] }),
  })
  const toggle = (id: string, isChosen: boolean) => {
    const next = new Set(left)
    if (isChosen) next.delete(id)
    else next.add(id)
    setLeft(next)
  }
  return (
    <Panel title={t('renewal.run.new')}>
      <div className="stack">
        <p className="note">{t('renewal.run.new-note')}</p>
        <fieldset className="choices">
          <legend>{t('renewal.run.where')}</legend>
          {lineage.bindingMatrix.map(({ id, nodeName, serverName, address, port }) => (
            <label key={id} className="row">
              <input type="checkbox" checked={!left.has(id)} onChange={({ target }) => toggle(id, target.checked)} />
              {nodeName} <code>{`${serverName} → ${address}:${port}`}</code>
            </label>
          ))}
        </fieldset>
        <Field label={t('renewal.run.reason')}>
          {(id) => <Input id={id} value={reason} onChange={({ target }) => setReason(target.value)} />}
        </Field>
        <ProblemAlert error={open.error} />
        <Button
          type="primary"
          loading={open.isPending}
          disabled={chosen.length === 0 || reason.trim() === ''}
          onClick={() => open.mutate()}
        >
          {t('renewal.run.open-it')}
        </Button>
      </div>
    </Panel>
  )
}

/** Brings the certificate out and proves it on every node. */
export function DeployStage({ lineage, progress: { run, rest, certificateId = '' } }: StageProps) {
  const { t } = useWords()
  const mayOpen = useMay('request-certificates')
  const other = lineage.runs.find((one) => one.state === 'open' && one.id !== run?.id)
  const path = `/deployment-runs/${run?.id}`
  const shown = useQuery({ queryKey: [path], queryFn: () => get<Run>(path), enabled: run !== undefined })
  if (run)
    return shown.data ? (
      <>
        <RunView run={shown.data} lineage={lineage} />
        {run.state === 'proved' && rest.length > 0 && (
          <>
            <p className="note">
              {t('renewal.run.rest', { count: rest.length, nodes: rest.map(({ nodeName }) => nodeName).join('、') })}
            </p>
            {mayOpen && !other && <Opening lineage={lineage} certificateId={certificateId} rest={rest} />}
          </>
        )}
      </>
    ) : shown.error ? (
      <ProblemAlert error={shown.error} />
    ) : (
      <Bones lines={8} />
    )
  if (other)
    return (
      <p className="note">
        {t('renewal.run.other-open')} <Link to={`/certificates/runs/${other.id}`}>{t('renewal.run.show')}</Link>
      </p>
    )
  return mayOpen ? <Opening lineage={lineage} certificateId={certificateId} rest={rest} /> : null
}

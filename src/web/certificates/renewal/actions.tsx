import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { get, write } from '../../api.ts'
import type { LineageDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Field } from '../../pieces/field.tsx'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Empty, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Table } from '../../pieces/table.tsx'
import { useMay } from '../../shell/session.ts'
import { commonName } from '../names.ts'
import { progressColumns } from './runs.tsx'
import type { RunLine } from './shapes.ts'

type Going = 'withdrawal' | 'emergency'

function GoingDialog({ lineage, kind, onClose }: { lineage: LineageDetail; kind: Going; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const held = lineage.certificates.filter(({ state }) => state === 'active' || state === 'issued')
  const [reason, setReason] = useState('')
  const [compromisedId, setCompromisedId] = useState(
    (held.find(({ state }) => state === 'active') ?? held[0])?.certificateId,
  )
  const [isRevoked, setIsRevoked] = useState(true)
  const open = useMutation({
    mutationFn: () =>
      write<{ id: string }>(
        'POST',
        `/lineages/${lineage.id}/${kind}`,
        kind === 'emergency' ? { compromisedId, reason } : { isRevoked, reason },
      ),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: [`/lineages/${lineage.id}`] })
      await navigate(`/certificates/runs/${id}`)
    },
  })
  return (
    <Dialog
      title={t(`renewal.${kind}.title`)}
      onClose={onClose}
      action={{
        text: t(`renewal.${kind}.open`),
        run: () => open.mutate(),
        isRunning: open.isPending,
        isDisabled: reason.trim() === '' || (kind === 'emergency' && compromisedId === undefined),
      }}
    >
      <p>{t(`renewal.${kind}.text`)}</p>
      {kind === 'emergency' ? (
        <div className="field">
          <span className="label">{t('renewal.emergency.which')}</span>
          <Select
            aria-label={t('renewal.emergency.which')}
            value={compromisedId ?? null}
            onChange={(value) => setCompromisedId(value ?? undefined)}
            options={held.map((one) => ({
              value: one.certificateId,
              label: `${commonName(one.subject)} · ${one.sha256.slice(0, 16)}`,
            }))}
          />
        </div>
      ) : (
        <label className="row">
          <input type="checkbox" checked={isRevoked} onChange={({ target }) => setIsRevoked(target.checked)} />
          {t('renewal.withdrawal.revoke')}
        </label>
      )}
      <Field label={t('renewal.run.reason')}>
        {(id) => <Input.TextArea id={id} rows={3} value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      <ProblemAlert error={open.error} />
    </Dialog>
  )
}

/** What can be done about a lineage: renew, take it off, replace it in an emergency. */
export function LineageActions({ lineage }: { lineage: LineageDetail }) {
  const { t } = useWords()
  const mayWork = useMay('request-certificates')
  const [going, setGoing] = useState<Going>()
  if (!mayWork || lineage.state === 'withdrawn') return null
  return (
    <>
      <LinkButton to={`/certificates/lineages/${lineage.id}/renew`}>{t('renewal.renew')}</LinkButton>
      <Button danger onClick={() => setGoing('emergency')}>
        {t('renewal.emergency')}
      </Button>
      <Button onClick={() => setGoing('withdrawal')}>{t('renewal.withdrawal')}</Button>
      {going && <GoingDialog lineage={lineage} kind={going} onClose={() => setGoing(undefined)} />}
    </>
  )
}

/** The runs of a lineage, newest first. */
export function LineageRuns({ lineageId }: { lineageId: string }) {
  const { t } = useWords()
  const runs = useQuery({
    queryKey: ['/deployment-runs', { lineageId }],
    queryFn: () => get<{ items: RunLine[] }>('/deployment-runs', { lineageId }),
  })
  return (
    <Panel
      title={t('renewal.runs')}
      padded={false}
      extra={<Link to="/certificates/runs">{t('renewal.runs.all')}</Link>}
    >
      <Table
        label={t('renewal.runs')}
        rows={runs.data?.items}
        rowKey={({ id }) => id}
        error={runs.error}
        empty={<Empty title={t('renewal.runs.none')}>{t('renewal.runs.none-hint')}</Empty>}
        columns={[
          {
            key: 'kind',
            title: t('renewal.run.kind'),
            lead: true,
            cell: ({ id, kind }) => <Link to={`/certificates/runs/${id}`}>{t(`renewal.run.kind.${kind}`)}</Link>,
          },
          ...progressColumns(t),
        ]}
      />
    </Panel>
  )
}

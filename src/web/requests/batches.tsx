// 批量申请: a sheet is looked at, submitted, and goes on by itself; whoever began it may leave and come back.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { apiUrl, get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Empty, Meter, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { CellProblems } from './cells.tsx'
import type { Batch, BatchRow } from './shapes.ts'
import { RequestTabs } from './tabs.tsx'

const TONES: Record<Batch['state'], Tone> = { previewed: 'accent', submitting: 'warn', done: 'good', cancelled: 'none' }
const KEY = ['/user-request-batches'] as const

function useBatches() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => get<{ items: Batch[] }>('/user-request-batches'),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'submitting') ? 2_000 : false),
  })
}

function Progress({ batch }: { batch: Batch }) {
  const { t } = useWords()
  const { counts } = batch
  const whole = counts.ready + counts.submitting + counts.submitted + counts.failed + counts.cancelled
  const label = t('ask-batch.counts', { ...counts, ready: counts.ready + counts.submitting })
  return (
    <>
      {whole > 0 && <Meter value={(counts.submitted + counts.failed) / whole} label={label} />}
      <span className="small soft">{label}</span>
    </>
  )
}

function Chosen({ batch }: { batch: Batch }) {
  const { t } = useWords()
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: KEY })
  const rows = useQuery({
    queryKey: [...KEY, batch.id, batch.counts],
    queryFn: () =>
      get<{ items: BatchRow[] }>(`/user-request-batches/${batch.id}/rows`, { state: 'refused', limit: 500 }),
  })
  const failed = useQuery({
    queryKey: [...KEY, batch.id, batch.counts, 'failed'],
    queryFn: () =>
      get<{ items: BatchRow[] }>(`/user-request-batches/${batch.id}/rows`, { state: 'failed', limit: 500 }),
  })
  const step = useMutation({
    mutationFn: (what: 'submission' | 'cancellation') => write('POST', `/user-request-batches/${batch.id}/${what}`),
    onSettled: refresh,
  })
  const problems = [...(rows.data?.items ?? []), ...(failed.data?.items ?? [])].flatMap((row) => row.problems)
  const isOpen = batch.state === 'previewed' || batch.state === 'submitting'
  return (
    <Panel title={batch.fileName}>
      <div className="stack">
        <Progress batch={batch} />
        <div className="row">
          {batch.state === 'previewed' && batch.counts.ready > 0 && (
            <Button type="primary" loading={step.isPending} onClick={() => step.mutate('submission')}>
              {t('ask-batch.begin', { count: batch.counts.ready })}
            </Button>
          )}
          {isOpen && <Button onClick={() => step.mutate('cancellation')}>{t('ask-batch.stop')}</Button>}
        </div>
        <ProblemAlert error={step.error ?? rows.error} />
        {problems.length > 0 && <CellProblems problems={problems} />}
      </div>
    </Panel>
  )
}

export function RequestBatchesPage() {
  const { t } = useWords()
  const mayAsk = useMay('keep-staff')
  const client = useQueryClient()
  const batches = useBatches()
  const [chosenId, choose] = useState<string>()
  const send = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.append('file', file)
      return write<Batch>('POST', '/user-request-batches', form)
    },
    onSuccess: ({ id }) => {
      choose(id)
      void client.invalidateQueries({ queryKey: KEY })
    },
  })
  const chosen = batches.data?.items.find(({ id }) => id === chosenId)
  const columns: Column<Batch>[] = [
    {
      key: 'file',
      title: t('ask-batch.file'),
      lead: true,
      cell: ({ id, fileName }) => (
        <Button type="link" size="small" className="flush" onClick={() => choose(id)}>
          {fileName}
        </Button>
      ),
    },
    {
      key: 'state',
      title: t('staff.state'),
      width: 100,
      cell: ({ state }) => <Badge tone={TONES[state]}>{t(`ask-batch.state.${state}`)}</Badge>,
    },
    { key: 'progress', title: t('ask-batch.progress'), cell: (batch) => <Progress batch={batch} /> },
    { key: 'by', title: t('ask-batch.by'), width: 120, cell: ({ createdName }) => createdName },
    { key: 'at', title: t('ask-batch.at'), width: 170, cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
  return (
    <>
      <PageHead
        title={t('queue.batches')}
        meta={t('ask-batch.what')}
        actions={<a href={apiUrl('/user-request-batches/template.xlsx')}>{t('staff.template')}</a>}
      />
      <RequestTabs />
      <div className="stack">
        {mayAsk && (
          <DropZone
            title={t('ask-batch.drop')}
            hint={t('staff.drop-hint')}
            accept=".xlsx"
            slim={(batches.data?.items.length ?? 0) > 0}
            onFiles={([dropped]) => dropped && send.mutate(dropped.file)}
          />
        )}
        <ProblemAlert error={send.error} />
        {chosen && <Chosen batch={chosen} />}
        <Panel title={t('ask-batch.list')} padded={false}>
          <Table
            label={t('ask-batch.list')}
            columns={columns}
            rows={batches.data?.items}
            rowKey={({ id }) => id}
            empty={<Empty title={t('ask-batch.none')} />}
            error={batches.error}
          />
        </Panel>
      </div>
    </>
  )
}

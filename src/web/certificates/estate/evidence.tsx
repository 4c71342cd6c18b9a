// When the names and the organisation were last validated, and until when a CA may use that again (SC-081v3).

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { write } from '../../api.ts'
import type { LineageDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Choice, Field } from '../../pieces/field.tsx'
import { Empty, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Table } from '../../pieces/table.tsx'
import { instantOf, shanghaiDay, startOfDay, Time } from '../../pieces/time.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'

const KINDS = ['domain', 'identity'] as const
const SOON_MS = 30 * 86_400_000

function EvidenceDialog({ lineageId, onClose }: { lineageId: string; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('domain')
  const [day, setDay] = useState(shanghaiDay())
  const [reference, setReference] = useState('')
  const save = useMutation({
    mutationFn: () => {
      const validatedAt = new Date(startOfDay(day) ?? '').toISOString()
      return write('POST', `/lineages/${lineageId}/evidence`, { kind, validatedAt, reference: reference.trim() })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [`/lineages/${lineageId}`] })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('validation-evidence.add')}
      onClose={onClose}
      action={{
        text: t('action.save'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: reference.trim() === '' || day === '',
      }}
    >
      <Choice
        label={t('validation-evidence.kind')}
        value={kind}
        options={KINDS.map((value) => ({ value, text: t(`validation-evidence.kind.${value}`) }))}
        onChange={setKind}
      />
      <Field label={t('validation-evidence.validatedAt')}>
        {(id) => (
          <Input id={id} type="date" max={shanghaiDay()} value={day} onChange={({ target }) => setDay(target.value)} />
        )}
      </Field>
      <Field label={t('validation-evidence.reference')} hint={t('validation-evidence.reference-hint')}>
        {(id) => (
          <Input id={id} value={reference} maxLength={500} onChange={({ target }) => setReference(target.value)} />
        )}
      </Field>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}

function Until({ at }: { at: string | number }) {
  const { t } = useWords()
  const left = (instantOf(at) ?? 0) - Date.now()
  const tone = left < 0 ? 'bad' : left < SOON_MS ? 'warn' : 'good'
  return (
    <>
      <Badge tone={tone}>
        {t(
          left < 0
            ? 'validation-evidence.ended'
            : left < SOON_MS
              ? 'validation-evidence.ending'
              : 'validation-evidence.usable',
        )}
      </Badge>{' '}
      <Time at={at} show="day" />
    </>
  )
}

export function Evidence({ lineage }: { lineage: LineageDetail }) {
  const { t } = useWords()
  const mayRecord = useMay('request-certificates')
  const [isAdding, setIsAdding] = useState(false)
  return (
    <Panel
      title={t('validation-evidence.title')}
      extra={
        mayRecord && (
          <Button size="small" onClick={() => setIsAdding(true)}>
            {t('validation-evidence.add')}
          </Button>
        )
      }
      padded={false}
    >
      <Table
        label={t('validation-evidence.title')}
        rows={lineage.evidence}
        rowKey={({ id }) => id}
        empty={
          <Empty title={t('validation-evidence.none')}>
            {t(lineage.trust === 'public' ? 'validation-evidence.none-public' : 'validation-evidence.none-private')}
          </Empty>
        }
        columns={[
          {
            key: 'kind',
            title: t('validation-evidence.kind'),
            lead: true,
            cell: ({ kind }) => t(`validation-evidence.kind.${kind}`),
          },
          {
            key: 'at',
            title: t('validation-evidence.validatedAt'),
            cell: ({ validatedAt }) => <Time at={validatedAt} show="day" relative={false} />,
          },
          {
            key: 'until',
            title: t('validation-evidence.until'),
            cell: ({ usableUntil }) => <Until at={usableUntil} />,
          },
          { key: 'reference', title: t('validation-evidence.reference'), cell: ({ reference }) => reference },
        ]}
      />
      {isAdding && <EvidenceDialog lineageId={lineage.id} onClose={() => setIsAdding(false)} />}
    </Panel>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import type { RoundItem, RoundPhoto } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { PhotoField } from './photos.tsx'

export const CONCLUSIONS = ['normal', 'warning', 'abnormal', 'unchecked', 'not-applicable'] as const

interface Entry {
  conclusion: (typeof CONCLUSIONS)[number]
  text: string
  approvedBy?: string
}

interface Props {
  roundId: string
  item: RoundItem
  onClose: () => void
}

/** What a person saw. A correction is a new row on the server; nothing is overwritten. */
export function ManualDialog({ roundId, item, onClose }: Props) {
  const { t, pick } = useWords()
  const client = useQueryClient()
  const [form] = Form.useForm<Entry>()
  const conclusion = Form.useWatch('conclusion', form)
  const [photos, setPhotos] = useState<RoundPhoto[]>(item.photos)
  // A picture says of a normal item what words would, but not what was measured.
  const mustSay = item.mustMeasure || conclusion !== 'normal' || photos.length === 0
  const save = useMutation({
    mutationFn: (entry: Entry) =>
      write('PUT', `/rounds/${encodeURIComponent(roundId)}/items/${item.id}`, {
        ...entry,
        text: entry.text ?? '',
        photos: photos.map(({ sha256 }) => sha256),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['/rounds', 'one', roundId] })
      await client.invalidateQueries({ queryKey: [`/rounds/${encodeURIComponent(roundId)}/items`] })
      onClose()
    },
  })
  return (
    <Dialog
      title={pick(item.title)}
      onClose={onClose}
      action={{ text: t('action.save'), run: () => form.submit(), isRunning: save.isPending }}
    >
      <Form<Entry>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ conclusion: item.conclusion ?? 'normal', text: item.text ?? '' }}
        onFinish={(entry) => save.mutate(entry)}
      >
        <p className="soft small">{[item.system, item.node].filter(Boolean).join(' · ')}</p>
        <Form.Item name="conclusion" label={t('column.verdict')}>
          <Radio.Group options={CONCLUSIONS.map((value) => ({ value, label: t(`verdict.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="text"
          label={t('item.seen')}
          extra={item.mustMeasure ? t('item.must-measure') : t('item.seen-hint')}
          rules={[{ required: mustSay, whitespace: true, message: t('item.seen-missing') }]}
        >
          <Input.TextArea rows={3} maxLength={2000} autoFocus />
        </Form.Item>
        {conclusion === 'not-applicable' && (
          <Form.Item
            name="approvedBy"
            label={t('item.approver')}
            rules={[{ required: true, message: t('item.approver-missing') }]}
          >
            <Input />
          </Form.Item>
        )}
        <PhotoField roundId={roundId} itemId={item.id} photos={photos} onChange={setPhotos} />
        <ProblemAlert error={save.error} />
      </Form>
    </Dialog>
  )
}

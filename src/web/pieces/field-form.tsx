// Small forms as data: a list of fields, a dialog around them, and what is sent. For forms that are no more than their fields.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input, Radio } from 'antd'
import { useId, useState } from 'react'
import { useWords } from '../language/index.ts'
import { Dialog } from './dialog.tsx'
import { ProblemAlert } from './problem-alert.tsx'

export interface Field {
  name: string
  title: string
  /** `moment` is a date and a time of Shanghai, sent with its offset. */
  type: 'text' | 'long' | 'date' | 'count' | 'moment' | 'choice' | 'quarter'
  isRequired?: boolean
  options?: readonly { value: string; label: string }[]
  hint?: string
}

export type Values = Record<string, string>

/** What the server is sent: counts as numbers, moments with their offset, empty fields left out. */
export function sentValues(fields: readonly Field[], values: Values): Record<string, string | number> {
  const given = fields.filter(({ name }) => values[name]?.trim())
  return Object.fromEntries(given.map(({ name, type }) => [name, sent(type, (values[name] ?? '').trim())]))
}

function sent(type: Field['type'], value: string): string | number {
  if (type === 'count') return Number(value)
  return type === 'moment' ? `${value}:00+08:00` : value
}

function FieldInput({
  field,
  id,
  value,
  set,
}: {
  field: Field
  id: string
  value: string
  set: (value: string) => void
}) {
  const { type, options = [] } = field
  if (type === 'choice')
    return (
      <Radio.Group
        aria-labelledby={`${id}-label`}
        value={value}
        onChange={({ target }) => set(target.value)}
        options={[...options]}
      />
    )
  if (type === 'long')
    return (
      <Input.TextArea id={id} rows={3} maxLength={4000} value={value} onChange={({ target }) => set(target.value)} />
    )
  const kinds = { text: 'text', quarter: 'text', date: 'date', count: 'number', moment: 'datetime-local' } as const
  return (
    <Input
      id={id}
      type={kinds[type]}
      value={value}
      {...(type === 'count' ? { min: 0 } : { maxLength: 200 })}
      onChange={({ target }) => set(target.value)}
    />
  )
}

export function FieldForm({
  fields,
  values,
  set,
}: {
  fields: readonly Field[]
  values: Values
  set: (name: string, value: string) => void
}) {
  const { t } = useWords()
  const base = useId()
  return (
    <div className="dialog-form">
      {fields.map((field) => {
        const id = `${base}-${field.name}`
        const title = field.isRequired ? field.title : `${field.title}${t('form.optional')}`
        return (
          <div className="field" key={field.name}>
            {field.type === 'choice' ? (
              <span className="label" id={`${id}-label`}>
                {title}
              </span>
            ) : (
              <label htmlFor={id}>{title}</label>
            )}
            <FieldInput
              field={field}
              id={id}
              value={values[field.name] ?? ''}
              set={(value) => set(field.name, value)}
            />
            {field.hint && <span className="small soft">{field.hint}</span>}
          </div>
        )
      })}
    </div>
  )
}

interface Props {
  title: string
  intro?: string
  fields: readonly Field[]
  initial?: Values
  actionText: string
  send: (values: Record<string, string | number>) => Promise<unknown>
  onClose: () => void
}

/** A dialog of fields that sends them; what it changed is read again everywhere. */
export function FormDialog({ title, intro, fields, initial = {}, actionText, send, onClose }: Props) {
  const client = useQueryClient()
  const [values, setValues] = useState<Values>(initial)
  const save = useMutation({
    mutationFn: () => send(sentValues(fields, values)),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries()
    },
  })
  const isWhole = fields.every(({ name, isRequired }) => !isRequired || values[name]?.trim())
  return (
    <Dialog
      look={fields.length > 4 ? 'wide' : 'window'}
      title={title}
      onClose={onClose}
      action={{ text: actionText, run: () => save.mutate(), isRunning: save.isPending, isDisabled: !isWhole }}
    >
      {intro && <p className="soft small">{intro}</p>}
      <FieldForm
        fields={fields}
        values={values}
        set={(name, value) => setValues((now) => ({ ...now, [name]: value }))}
      />
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}

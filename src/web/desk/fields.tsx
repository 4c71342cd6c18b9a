import { Input } from 'antd'
import { useWords } from '../language/index.ts'
import { Choice, Field } from '../pieces/field.tsx'
import { type Details, FORMS, type Kind } from './shapes.ts'
import { targetName, useTransferTargets } from './targets.ts'

/** Whether the server would miss something. */
export function isComplete(kind: Kind, details: Details): boolean {
  const { causes, needs } = FORMS[kind]
  return (causes === undefined || details.cause !== undefined) && needs.every((name) => details[name])
}

interface Props {
  kind: Kind
  details: Details
  set: (details: Details) => void
  /** What is wrong with a field, as whoever returned the request said. */
  reasons?: readonly { field: string; reason: string }[]
}

/** Only what this kind takes; what was returned says so at its field. */
export function DetailFields({ kind, details, set, reasons = [] }: Props) {
  const { t } = useWords()
  const { causes, needs } = FORMS[kind]
  const hintOf = (field: string) => reasons.find((one) => one.field === field)?.reason
  const wrong = (field: string) => {
    const reason = hintOf(field)
    return reason ? <span className="desk-reason">{reason}</span> : undefined
  }
  return (
    <>
      {needs.includes('profileId') && (
        <Choice
          label={t('desk.profile')}
          hint={wrong('profileId')}
          value={details.profileId === 'staff-rsa' ? 'staff-rsa' : 'staff-sm2'}
          options={[
            { value: 'staff-sm2', text: t('desk.profile.staff-sm2') },
            { value: 'staff-rsa', text: t('desk.profile.staff-rsa') },
          ]}
          onChange={(profileId) => set({ ...details, profileId })}
        />
      )}
      {causes && (
        <Choice
          label={t('desk.cause')}
          hint={wrong('cause')}
          value={details.cause ?? ''}
          options={[
            { value: '', text: t('desk.choose') },
            ...causes.map((cause) => ({ value: cause, text: t(`desk.cause.${cause as 'lost'}`) })),
          ]}
          onChange={(cause) => {
            const { cause: _, ...rest } = details
            set(cause ? { ...rest, cause } : rest)
          }}
        />
      )}
      {needs.includes('newName') && (
        <Field label={t('desk.new-name')} hint={wrong('newName')}>
          {(id) => (
            <Input
              id={id}
              maxLength={60}
              value={details.newName ?? ''}
              onChange={({ target }) => set({ ...details, newName: target.value })}
            />
          )}
        </Field>
      )}
      {needs.includes('toUnitId') && (
        <Targets
          value={details.toUnitId ?? ''}
          hint={wrong('toUnitId')}
          set={(toUnitId) => set({ ...details, toUnitId })}
        />
      )}
      <Field label={needs.includes('note') ? t('desk.note-needed') : t('desk.note')} hint={wrong('note')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={500}
            value={details.note ?? ''}
            onChange={({ target }) => {
              const { note: _, ...rest } = details
              set(target.value ? { ...rest, note: target.value } : rest)
            }}
          />
        )}
      </Field>
    </>
  )
}

function Targets({ value, hint, set }: { value: string; hint: React.ReactNode; set: (id: string) => void }) {
  const { t } = useWords()
  const targets = useTransferTargets()
  const options = (targets.data?.items ?? []).map((one) => ({ value: one.id, text: targetName(one) }))
  return (
    <Choice
      label={t('desk.to-unit')}
      hint={hint}
      value={value}
      options={[{ value: '', text: t('desk.choose') }, ...options]}
      onChange={set}
    />
  )
}

// One person by hand. The number of the document is judged by the service as soon as it is typed: what is wrong stands at the field.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNavigate } from 'react-router'
import { ProblemError, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert, useProblemText } from '../pieces/problem-alert.tsx'
import { IDENTITY_KINDS, type IdentityKind, type StaffPerson, type Unit } from './shapes.ts'

interface Draft {
  unitId: string
  name: string
  staffNumber: string
  kind: IdentityKind
  number: string
  mobile: string
}

/** Which field a refusal is about. */
const FIELD_OF: Readonly<Record<string, keyof Draft>> = {
  'organisation.name-malformed': 'name',
  'organisation.number-malformed': 'staffNumber',
  'organisation.number-taken': 'staffNumber',
  'organisation.mobile-malformed': 'mobile',
  'organisation.identity-known': 'number',
  'organisation.unit-closed': 'unitId',
  'organisation.other-district': 'unitId',
}

function fieldOf(error: unknown): keyof Draft | undefined {
  const code = error instanceof ProblemError ? error.problem.code : ''
  return FIELD_OF[code] ?? (code.startsWith('organisation.identity-') ? 'number' : undefined)
}

interface Props {
  units: readonly Unit[]
  /** Where the list stands. */
  unitId?: string | undefined
  /** Absent: a new one. */
  person?: StaffPerson
  onClose: () => void
}

export function PersonForm({ units, unitId, person, onClose }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const open = units.filter(
    ({ state, districtId }) => state === 'active' && (!person || districtId === person.districtId),
  )
  const [draft, setDraft] = useState<Draft>({
    unitId:
      person?.unitId ?? open.find(({ id }) => id === unitId)?.id ?? (open.length === 1 ? (open[0]?.id ?? '') : ''),
    ...{ name: '', staffNumber: person?.staffNumber ?? '', kind: 'resident', number: '', mobile: '' },
  })
  const set = (changes: Partial<Draft>) => setDraft((now) => ({ ...now, ...changes }))
  const look = useLook(draft)
  const save = useMutation({
    mutationFn: () => (person ? correct(person, draft) : register(draft)),
    onSuccess: async ({ id }) => {
      await Promise.all([['/staff'], ['/org-units']].map((queryKey) => client.invalidateQueries({ queryKey })))
      onClose()
      await navigate(`/staff/${id}`)
    },
  })
  const wrong = useWrong(save.error, look.error)
  const isWhole = person
    ? draft.unitId !== '' && draft.staffNumber.trim() !== ''
    : [draft.unitId, draft.name.trim(), draft.staffNumber.trim(), draft.number.trim()].every((one) => one !== '')
  return (
    <Dialog
      look="wide"
      title={person ? t('person.correct-of', { name: person.name }) : t('person.new')}
      onClose={onClose}
      action={{
        text: t(person ? 'person.correct' : 'person.new'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: !isWhole || look.isBad,
      }}
    >
      {person && <p className="small soft">{t('person.name-hint')}</p>}
      <div className="two-fields">
        <Choice
          label={t('staff.unit')}
          hint={wrong('unitId')}
          value={draft.unitId}
          options={[
            { value: '', text: t('desk.choose') },
            ...open.map(({ id, name, districtName }) => ({
              value: id,
              text: name.startsWith(districtName) ? name : `${districtName} · ${name}`,
            })),
          ]}
          onChange={(chosen) => set({ unitId: chosen })}
        />
        {!person && (
          <Text label={t('staff.name')} hint={wrong('name')} value={draft.name} set={(name) => set({ name })} />
        )}
        <Text
          label={t('staff.number')}
          hint={wrong('staffNumber')}
          value={draft.staffNumber}
          set={(staffNumber) => set({ staffNumber })}
        />
        {!person && (
          <>
            <Choice
              label={t('person.kind')}
              value={draft.kind}
              options={IDENTITY_KINDS.map((value) => ({ value, text: t(`person.kind.${value}`) }))}
              onChange={(kind) => {
                set({ kind })
                look.at({ ...draft, kind })
              }}
            />
            <Text
              label={t('staff.identity')}
              hint={wrong('number') ?? look.hint}
              value={draft.number}
              set={(number) => {
                set({ number })
                look.forget()
              }}
              onLeave={() => look.at(draft)}
            />
          </>
        )}
        <Text
          label={t('person.mobile')}
          hint={wrong('mobile')}
          value={draft.mobile}
          set={(mobile) => set({ mobile })}
        />
      </div>
      <ProblemAlert error={fieldOf(save.error) ? undefined : save.error} />
    </Dialog>
  )
}

function register({ unitId, name, staffNumber, kind, number, mobile }: Draft): Promise<StaffPerson> {
  const phone = mobile.trim() && { mobile: mobile.trim() }
  return write('POST', '/staff', { unitId, name, staffNumber, identity: { kind, number }, ...phone })
}

/** A mobile that is not typed anew stays. */
function correct({ id }: StaffPerson, { unitId, staffNumber, mobile }: Draft): Promise<StaffPerson> {
  return write('PATCH', `/staff/${id}`, { unitId, staffNumber, ...(mobile.trim() && { mobile: mobile.trim() }) })
}

/** What the service says of the number, before anything is sent to be kept. */
function useLook({ kind, number }: Draft) {
  const { t } = useWords()
  const look = useMutation({
    mutationFn: (given: Pick<Draft, 'kind' | 'number'>) =>
      write<{ items: StaffPerson[] }>('POST', '/staff/lookup', { kind: given.kind, number: given.number }),
  })
  const known = look.data?.items.find(({ state }) => state === 'active')
  const hint = known ? (
    <span className="field-problem">{t('person.known', { name: known.name, number: known.staffNumber })}</span>
  ) : (
    look.data && t('person.checked')
  )
  return {
    at: (given: Draft) => given.number.trim() !== '' && look.mutate(given),
    forget: () => look.reset(),
    hint: number && kind ? hint : undefined,
    error: look.error,
    isBad: known !== undefined || look.error !== null,
  }
}

/** The reason of a refusal, for the field it is about. */
function useWrong(...errors: unknown[]): (field: keyof Draft) => ReactNode {
  const textOf = useProblemText()
  return (field) => {
    const error = errors.find((one) => one && fieldOf(one) === field)
    return error ? (
      <span className="field-problem" role="alert">
        {textOf(error)}
      </span>
    ) : undefined
  }
}

interface TextProps {
  label: string
  hint: ReactNode
  value: string
  set: (value: string) => void
  onLeave?: () => void
}

function Text({ label, hint, value, set, onLeave }: TextProps) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <Input
          id={id}
          maxLength={64}
          autoComplete="off"
          value={value}
          onChange={({ target }) => set(target.value)}
          {...(onLeave && { onBlur: onLeave })}
        />
      )}
    </Field>
  )
}

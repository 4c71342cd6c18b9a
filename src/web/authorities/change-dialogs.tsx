// What is asked for about an authority: another person approves it. Nothing is made before.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Checkbox, Input } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import {
  ALGORITHMS,
  AUTHORITIES,
  type Authority,
  ORDERED_PROFILES,
  type OrderedProfile,
  type Reachable,
} from './shapes.ts'

/** Sends a change for approval; both queues are looked at anew. */
function useChange(onDone: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { change: object; why: string }) => write('POST', `${AUTHORITIES}/changes`, body),
    onSuccess: async () => {
      await client.invalidateQueries()
      onDone()
    },
  })
}

interface DialogProps {
  onClose: () => void
  onAsked: () => void
}

const BLANK = { label: '', name: '', organisation: '', commonName: '', publicUrl: '' }
type TextName = keyof typeof BLANK
const TEXTS = ['name', 'label', 'organisation', 'commonName', 'publicUrl'] as const satisfies readonly TextName[]
const HINTED: readonly TextName[] = ['label', 'publicUrl']
const SIGNED_BY = ['itself', 'outside'] as const

export function FoundDialog({ onClose, onAsked }: DialogProps) {
  const { t } = useWords()
  const [texts, setTexts] = useState({ ...BLANK, publicUrl: window.location.origin.replace(/^https:/, 'http:') })
  const [algorithm, setAlgorithm] = useState<(typeof ALGORITHMS)[number]>('sm2')
  const [signedBy, setSignedBy] = useState<(typeof SIGNED_BY)[number]>('itself')
  const [profiles, setProfiles] = useState<OrderedProfile[]>(['staff-sm2'])
  const [why, setWhy] = useState('')
  const change = useChange(onAsked)
  const isComplete = TEXTS.every((name) => texts[name].trim() !== '') && profiles.length > 0
  const run = () => change.mutate({ change: { act: 'open', ...texts, algorithm, signedBy, profiles }, why })
  return (
    <Dialog
      title={t('authority.found')}
      look="wide"
      onClose={onClose}
      action={{ text: t('authority.found'), run, isRunning: change.isPending, isDisabled: !isComplete }}
    >
      <p>{t('authority.found.hint')}</p>
      {TEXTS.map((name) => (
        <Field
          key={name}
          label={t(`authority.field.${name}`)}
          hint={HINTED.includes(name) ? t(`authority.field.${name as 'label'}-hint`) : undefined}
        >
          {(id) => (
            <Input
              id={id}
              value={texts[name]}
              onChange={({ target }) => setTexts({ ...texts, [name]: target.value })}
            />
          )}
        </Field>
      ))}
      <Choice
        label={t('authority.field.algorithm')}
        value={algorithm}
        options={ALGORITHMS.map((value) => ({ value, text: value.toUpperCase() }))}
        onChange={setAlgorithm}
      />
      <Choice
        label={t('authority.field.signedBy')}
        value={signedBy}
        options={SIGNED_BY.map((value) => ({ value, text: t(`authority.signed-by.${value}`) }))}
        onChange={setSignedBy}
      />
      <Profiles value={profiles} onChange={setProfiles} />
      <Why value={why} onChange={setWhy} />
      <ProblemAlert error={change.error} />
    </Dialog>
  )
}

export function ConnectDialog({ connections, onClose, onAsked }: DialogProps & { connections: readonly Reachable[] }) {
  const { t } = useWords()
  const [name, setName] = useState('')
  const [label, setLabel] = useState('')
  const [connectionId, setConnectionId] = useState(connections[0]?.id ?? '')
  const [profiles, setProfiles] = useState<OrderedProfile[]>([])
  const [why, setWhy] = useState('')
  const change = useChange(onAsked)
  const isComplete = name.trim() !== '' && label.trim() !== '' && connectionId !== '' && profiles.length > 0
  const run = () => change.mutate({ change: { act: 'connect', name, label, connectionId, profiles }, why })
  return (
    <Dialog
      title={t('authority.connect')}
      look="wide"
      onClose={onClose}
      action={{ text: t('authority.connect'), run, isRunning: change.isPending, isDisabled: !isComplete }}
    >
      <p>{t(connections.length === 0 ? 'authority.connect.none' : 'authority.connect.hint')}</p>
      <Choice
        label={t('authority.field.connection')}
        value={connectionId}
        options={connections.map(({ id, name: text, kind }) => ({
          value: id,
          text: `${text} · ${t(`authority.kind.${kind}`)}`,
        }))}
        onChange={setConnectionId}
      />
      <Field label={t('authority.field.name')}>
        {(id) => <Input id={id} value={name} onChange={({ target }) => setName(target.value)} />}
      </Field>
      <Field label={t('authority.field.label')}>
        {(id) => <Input id={id} value={label} onChange={({ target }) => setLabel(target.value)} />}
      </Field>
      <Profiles value={profiles} onChange={setProfiles} />
      <Why value={why} onChange={setWhy} />
      <ProblemAlert error={change.error} />
    </Dialog>
  )
}

function Profiles({ value, onChange }: { value: OrderedProfile[]; onChange: (value: OrderedProfile[]) => void }) {
  const { t } = useWords()
  return (
    <Field label={t('authority.profiles')}>
      {() => (
        <Checkbox.Group
          value={value}
          onChange={(values) => onChange(values as OrderedProfile[])}
          options={ORDERED_PROFILES.map((one) => ({ value: one, label: t(`authority.profile.${one}`) }))}
        />
      )}
    </Field>
  )
}

function Why({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useWords()
  return (
    <Field label={t('authority.field.why')}>
      {(id) => <Input id={id} value={value} maxLength={500} onChange={({ target }) => onChange(target.value)} />}
    </Field>
  )
}

export function TakeInDialog({ authority, onClose, onAsked }: DialogProps & { authority: Authority }) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [why, setWhy] = useState('')
  const change = useChange(onAsked)
  const run = () => change.mutate({ change: { act: 'take-in', authorityId: authority.id, certificates: [text] }, why })
  return (
    <Dialog
      title={`${t('authority.take-in')} · ${authority.name}`}
      look="wide"
      onClose={onClose}
      action={{ text: t('authority.take-in'), run, isRunning: change.isPending, isDisabled: text.trim() === '' }}
    >
      <p>{t('authority.take-in.hint')}</p>
      <Field label={t('authority.field.certificates')}>
        {(id) => (
          <Input.TextArea
            id={id}
            className="mono"
            rows={8}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <Why value={why} onChange={setWhy} />
      <ProblemAlert error={change.error} />
    </Dialog>
  )
}

export function CloseDialog({ authority, onClose, onAsked }: DialogProps & { authority: Authority }) {
  const { t } = useWords()
  const [why, setWhy] = useState('')
  const change = useChange(onAsked)
  const run = () => change.mutate({ change: { act: 'close', authorityId: authority.id }, why })
  return (
    <Dialog
      title={`${t('authority.close')} · ${authority.name}`}
      onClose={onClose}
      action={{ text: t('authority.close'), run, isRunning: change.isPending }}
    >
      <p>{t('authority.close.hint', { name: authority.name })}</p>
      <Why value={why} onChange={setWhy} />
      <ProblemAlert error={change.error} />
    </Dialog>
  )
}

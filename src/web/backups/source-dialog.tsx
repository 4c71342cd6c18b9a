// A backup source, registered or changed. Secrets go in here and are never shown again.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { get, type Page, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Draft, draftOf, inputOf, isComplete, type PlaceDraft, TRANSPORTS } from './draft.ts'
import { KINDS, SOURCES, type SourceRow } from './shapes.ts'

interface PlaceProps {
  place: PlaceDraft
  change: (part: Partial<PlaceDraft>) => void
  isKept: boolean
}

const FIELDS = {
  local: ['path'],
  sftp: ['host', 'port', 'user', 'path', 'hostKey'],
  s3: ['endpoint', 'region', 'bucket', 'prefix', 'accessKeyId'],
} as const

function PlaceFields({ place, change, isKept }: PlaceProps) {
  const { t } = useWords()
  const { transport } = place
  return (
    <>
      <Choice
        label={t('source.field.place')}
        value={transport}
        options={TRANSPORTS.map((value) => ({ value, text: t(`source.transport.${value}`) }))}
        onChange={(next) => change({ transport: next })}
      />
      {FIELDS[transport].map((name) => (
        <Field
          key={name}
          label={t(`source.field.${name}`)}
          hint={name === 'hostKey' ? t('source.field.hostKey-hint') : undefined}
        >
          {(id) => <Input id={id} value={place[name]} onChange={({ target }) => change({ [name]: target.value })} />}
        </Field>
      ))}
      {transport !== 'local' && (
        <Field
          label={t(transport === 'sftp' ? 'source.field.privateKey' : 'source.field.secretAccessKey')}
          hint={isKept ? t('source.field.keep') : undefined}
        >
          {(id) =>
            transport === 'sftp' ? (
              <Input.TextArea
                id={id}
                rows={3}
                autoComplete="off"
                value={place.secret}
                onChange={({ target }) => change({ secret: target.value })}
              />
            ) : (
              <Input
                id={id}
                type="password"
                autoComplete="off"
                value={place.secret}
                onChange={({ target }) => change({ secret: target.value })}
              />
            )
          }
        </Field>
      )}
    </>
  )
}

function NodeChoice({ value, onChange }: { value: string; onChange: (nodeId: string) => void }) {
  const { t } = useWords()
  const [systemId, setSystemId] = useState('')
  const systems = useQuery({
    queryKey: ['/systems', 'to back up'],
    queryFn: () => get<Page<{ id: string; name: string }>>('/systems', { limit: 200 }),
  })
  const system = useQuery({
    queryKey: [`/systems/${encodeURIComponent(systemId)}`],
    queryFn: () => get<{ nodes: { id: string; name: string }[] }>(`/systems/${encodeURIComponent(systemId)}`),
    enabled: systemId !== '',
  })
  const nodes = system.data?.nodes ?? []
  return (
    <>
      <Choice
        label={t('source.system')}
        value={systemId}
        options={[
          { value: '', text: value || t('issuer.choose') },
          ...(systems.data?.items ?? []).map(({ id, name }) => ({ value: id, text: name })),
        ]}
        onChange={(next) => {
          setSystemId(next)
          onChange('')
        }}
      />
      <Choice
        label={t('source.node')}
        value={value}
        options={[
          { value: '', text: t('issuer.choose') },
          ...(nodes.some(({ id }) => id === value) || value === '' ? [] : [{ value, text: value }]),
          ...nodes.map(({ id, name }) => ({ value: id, text: name })),
        ]}
        onChange={onChange}
      />
      <ProblemAlert error={systems.error ?? system.error} />
    </>
  )
}

const NUMBERS = ['fullDays', 'incrementalHours', 'graceHours', 'drillDays', 'rtoMinutes', 'rpoHours'] as const
const LISTS = ['queries', 'movingTables', 'extensions'] as const

function PlanFields({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const { t } = useWords()
  return (
    <>
      {NUMBERS.map((name) => (
        <Field key={name} label={t(`source.field.${name}`)}>
          {(id) => (
            <Input
              id={id}
              type="number"
              min={0}
              value={draft[name]}
              onChange={({ target }) => change({ [name]: target.value })}
            />
          )}
        </Field>
      ))}
      {LISTS.map((name) => (
        <Field key={name} label={t(`source.field.${name}`)}>
          {(id) => (
            <Input.TextArea
              id={id}
              rows={2}
              value={draft[name]}
              onChange={({ target }) => change({ [name]: target.value })}
            />
          )}
        </Field>
      ))}
    </>
  )
}

function SecretField({
  name,
  value,
  set,
}: {
  name: 'manifestKey' | 'passphrase'
  value: string
  set: (value: string) => void
}) {
  const { t } = useWords()
  return (
    <Field label={t(`source.field.${name}`)} hint={t(`source.field.${name}-hint`)}>
      {(id) => (
        <Input id={id} type="password" autoComplete="off" value={value} onChange={({ target }) => set(target.value)} />
      )}
    </Field>
  )
}

function Check({ text, value, set }: { text: string; value: boolean; set: (value: boolean) => void }) {
  return (
    <label className="row">
      <input type="checkbox" checked={value} onChange={({ target }) => set(target.checked)} />
      {text}
    </label>
  )
}

export function SourceDialog({ source, onClose }: { source?: SourceRow; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => draftOf(source))
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const save = useMutation({
    mutationFn: () =>
      source ? write('PUT', `${SOURCES}/${source.id}`, inputOf(draft)) : write('POST', SOURCES, inputOf(draft)),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  const title = t(source ? 'source.change' : 'source.add')
  return (
    <Dialog
      title={title}
      look="wide"
      onClose={onClose}
      action={{
        text: t('source.save'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: !isComplete(draft),
      }}
    >
      <div className="two-fields">
        <Field label={t('source.name')}>
          {(id) => <Input id={id} value={draft.name} onChange={({ target }) => change({ name: target.value })} />}
        </Field>
        <Choice
          label={t('source.kind')}
          value={draft.kind}
          options={KINDS.map((value) => ({ value, text: t(`source.kind.${value}`) }))}
          onChange={(kind) => change({ kind })}
        />
        <NodeChoice value={draft.nodeId} onChange={(nodeId) => change({ nodeId })} />
        {draft.kind === 'pgbackrest' && (
          <Field label={t('source.field.stanza')}>
            {(id) => <Input id={id} value={draft.stanza} onChange={({ target }) => change({ stanza: target.value })} />}
          </Field>
        )}
        <PlaceFields
          place={draft.place}
          isKept={source !== undefined}
          change={(part) => change({ place: { ...draft.place, ...part } })}
        />
        <SecretField name="manifestKey" value={draft.manifestKey} set={(manifestKey) => change({ manifestKey })} />
        <SecretField name="passphrase" value={draft.passphrase} set={(passphrase) => change({ passphrase })} />
        <PlanFields draft={draft} change={change} />
        <Check
          text={t('source.field.hasOffsite')}
          value={draft.hasOffsite}
          set={(hasOffsite) => change({ hasOffsite })}
        />
        <Check text={t('source.field.isEnabled')} value={draft.isEnabled} set={(isEnabled) => change({ isEnabled })} />
        {draft.hasOffsite && (
          <PlaceFields
            place={draft.offsite}
            isKept={source?.settings.offsite != null}
            change={(part) => change({ offsite: { ...draft.offsite, ...part } })}
          />
        )}
      </div>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { CopyButton } from '../pieces/copyable.tsx'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

const DAY_MS = 86_400_000
const LIVES = ['30', '90', '180', '365'] as const

interface Draft {
  name: string
  days: (typeof LIVES)[number]
  scopes: string[]
  addresses: string
}

export function NewApiKey({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>({ name: '', days: '90', scopes: [], addresses: '' })
  const set = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes })
  const make = useMutation({
    mutationFn: ({ name, days, scopes, addresses }: Draft) =>
      write<{ key: string }>('POST', '/api-keys', {
        name: name.trim(),
        scopes,
        expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
        addresses: addresses.split(/[\s,，、]+/).filter(Boolean),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/api-keys'] }),
  })
  const isDisabled = draft.name.trim() === '' || draft.scopes.length === 0
  if (make.data) return <MadeKey apiKey={make.data.key} onClose={onClose} />
  return (
    <Dialog
      title={t('api-key.new')}
      onClose={onClose}
      action={{ text: t('api-key.make'), run: () => make.mutate(draft), isRunning: make.isPending, isDisabled }}
    >
      <Field label={t('api-key.name')} hint={t('api-key.name-hint')}>
        {(id) => (
          <Input id={id} maxLength={100} value={draft.name} onChange={({ target }) => set({ name: target.value })} />
        )}
      </Field>
      <Scopes chosen={draft.scopes} onChange={(scopes) => set({ scopes })} />
      <Choice
        label={t('api-key.life')}
        value={draft.days}
        options={LIVES.map((value) => ({ value, text: t('api-key.days', { days: value }) }))}
        onChange={(days) => set({ days })}
      />
      <Field label={t('api-key.addresses')} hint={t('api-key.addresses-hint')}>
        {(id) => (
          <Input
            id={id}
            placeholder="10.1.0.0/16"
            value={draft.addresses}
            onChange={({ target }) => set({ addresses: target.value })}
          />
        )}
      </Field>
      <ProblemAlert error={make.error} />
    </Dialog>
  )
}

/** By area, reading before writing: what the person themselves may do with a program. */
function Scopes({ chosen, onChange }: { chosen: readonly string[]; onChange: (scopes: string[]) => void }) {
  const { t } = useWords()
  const scopes = useQuery({
    queryKey: ['/api-keys/scopes'],
    queryFn: () => get<{ items: string[] }>('/api-keys/scopes'),
  })
  const offered = scopes.data?.items ?? []
  const areas = [...new Set(offered.map((scope) => scope.slice(scope.indexOf(':') + 1)))]
  const toggle = (scope: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, scope] : chosen.filter((one) => one !== scope))
  return (
    <fieldset className="field scopes">
      <legend>{t('api-key.scopes')}</legend>
      <ProblemAlert error={scopes.error} />
      {areas.map((area) => (
        <div key={area}>
          <code>{area}</code>
          {(['read', 'write'] as const).map((kind) => {
            const scope = `${kind}:${area}`
            return (
              <Checkbox
                key={kind}
                disabled={!offered.includes(scope)}
                checked={chosen.includes(scope)}
                onChange={({ target }) => toggle(scope, target.checked)}
                aria-label={`${t(`api-key.${kind}`)} ${area}`}
              >
                {t(`api-key.${kind}`)}
              </Checkbox>
            )
          })}
        </div>
      ))}
    </fieldset>
  )
}

function MadeKey({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  const { t } = useWords()
  const [isKept, setIsKept] = useState(false)
  return (
    <Dialog title={t('api-key.made')} onClose={onClose}>
      <p>{t('api-key.once')}</p>
      <p className="row">
        <code className="made-key">{apiKey}</code>
        <CopyButton text={apiKey} what={t('api-key.title')} />
      </p>
      <Checkbox checked={isKept} onChange={({ target }) => setIsKept(target.checked)}>
        {t('api-key.kept')}
      </Checkbox>
      <Button type="primary" disabled={!isKept} onClick={onClose}>
        {t('security.go-on')}
      </Button>
    </Dialog>
  )
}

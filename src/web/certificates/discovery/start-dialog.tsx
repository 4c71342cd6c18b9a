import { useMutation } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Choice, Field } from '../../pieces/field.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { type Allowance, portsOf } from './shapes.ts'

/** A search inside what one line allows: all of it, or a part. */
export function StartDialog({ allowed, onClose }: { allowed: readonly Allowance[]; onClose: () => void }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [first] = allowed
  const [id, setId] = useState(first?.id ?? '')
  const [scope, setScope] = useState(first?.scope ?? '')
  const [portText, setPortText] = useState(first?.ports.join(', ') ?? '')
  const [serverName, setServerName] = useState('')
  const inside = allowed.find((one) => one.id === id)
  const choose = (next: string) => {
    const line = allowed.find((one) => one.id === next)
    setId(next)
    setScope(line?.scope ?? '')
    setPortText(line?.ports.join(', ') ?? '')
  }
  const kind = inside?.kind ?? 'network'
  const ports = kind === 'network' ? portsOf(portText) : []
  const start = useMutation({
    mutationFn: () =>
      write<{ id: string }>('POST', '/discoveries', {
        kind,
        scope: scope.trim(),
        ports,
        serverName: serverName.trim(),
      }),
    onSuccess: (job) => navigate(`/certificates/discovery/${job.id}`),
  })
  return (
    <Dialog
      title={t('discovery.start')}
      onClose={onClose}
      action={{
        text: t('discovery.start'),
        run: () => start.mutate(),
        isRunning: start.isPending,
        isDisabled: scope.trim() === '' || ports === undefined || inside === undefined,
      }}
    >
      <Choice
        label={t('discovery.inside')}
        value={id}
        options={allowed.map((one) => ({
          value: one.id,
          text: `${one.scope}${one.ports.length > 0 ? ` : ${one.ports.join(', ')}` : ''}`,
        }))}
        onChange={choose}
      />
      <Field label={t(`discovery.scope.${kind}`)} hint={t('discovery.part-hint')}>
        {(field) => <Input id={field} value={scope} onChange={({ target }) => setScope(target.value)} />}
      </Field>
      {kind === 'network' && (
        <>
          <Field label={t('discovery.ports')} hint={t('discovery.ports-hint')}>
            {(field) => (
              <Input
                id={field}
                value={portText}
                {...(ports === undefined && { status: 'error' as const })}
                onChange={({ target }) => setPortText(target.value)}
              />
            )}
          </Field>
          <Field label={t('binding.serverName')} hint={t('discovery.serverName-hint')}>
            {(field) => <Input id={field} value={serverName} onChange={({ target }) => setServerName(target.value)} />}
          </Field>
        </>
      )}
      <ProblemAlert error={start.error} />
    </Dialog>
  )
}

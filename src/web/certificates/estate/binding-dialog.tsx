// One place where a certificate of a lineage stands: recorded, or corrected.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import type { StartTlsKind } from '#core/checks/start-tls.ts'
import { write } from '../../api.ts'
import type { LineageBinding, LineageDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Choice, Field } from '../../pieces/field.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { formatDay } from '../../pieces/time.tsx'
import { commonName } from '../names.ts'
import { UNSPECIFIED, useTargets } from '../targets.ts'

const START_TLS = [
  'none',
  'smtp',
  'imap',
  'pop3',
  'ldap',
  'postgres',
  'mysql',
  'ftp',
] as const satisfies readonly StartTlsKind[]

interface Draft {
  targetKind: string
  targetVersion: string
  nodeName: string
  address: string
  port: string
  vip: string
  serverName: string
  startTls: StartTlsKind
  certificateId: string
}

function draftOf(lineage: LineageDetail, binding: LineageBinding | undefined): Draft {
  return {
    targetKind: binding?.targetKind ?? UNSPECIFIED,
    targetVersion: binding?.targetVersion ?? '',
    nodeName: binding?.nodeName ?? '',
    address: binding?.address ?? '',
    port: String(binding?.port ?? 443),
    vip: binding?.vip ?? '',
    serverName: binding?.serverName ?? (lineage.name.includes('*') ? '' : lineage.name),
    startTls: binding?.startTls ?? 'none',
    certificateId: binding?.certificateId ?? '',
  }
}

function bodyOf(draft: Draft, nodeId: string | null | undefined) {
  const { targetVersion, vip, certificateId, port, ...rest } = draft
  return {
    ...rest,
    port: Number(port),
    ...(targetVersion.trim() && { targetVersion: targetVersion.trim() }),
    ...(vip.trim() && { vip: vip.trim() }),
    ...(certificateId && { certificateId }),
    ...(nodeId != null && { nodeId }),
  }
}

interface Props {
  lineage: LineageDetail
  /** Absent: a new one. */
  binding?: LineageBinding
  onClose: () => void
}

export function BindingDialog({ lineage, binding, onClose }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const targets = useTargets()
  const [draft, setDraft] = useState(() => draftOf(lineage, binding))
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const save = useMutation({
    mutationFn: () =>
      binding
        ? write('PUT', `/bindings/${binding.id}`, bodyOf(draft, binding.nodeId))
        : write('POST', `/lineages/${lineage.id}/bindings`, bodyOf(draft, undefined)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [`/lineages/${lineage.id}`] })
      onClose()
    },
  })
  const isComplete = [draft.nodeName, draft.address, draft.serverName].every((text) => text.trim() !== '')
  const isPort = /^\d{1,5}$/.test(draft.port) && Number(draft.port) >= 1 && Number(draft.port) <= 65_535
  const text = (name: 'targetVersion' | 'nodeName' | 'address' | 'port' | 'vip' | 'serverName') => (
    <Field label={t(`binding.${name}`)} hint={t(`binding.${name}-hint`)}>
      {(id) => (
        <Input
          id={id}
          value={draft[name]}
          inputMode={name === 'port' ? 'numeric' : 'text'}
          {...(name === 'port' && !isPort && { status: 'error' as const })}
          onChange={({ target }) => change({ [name]: target.value })}
        />
      )}
    </Field>
  )
  const certificates = lineage.certificates.filter(({ state }) => state === 'active' || state === 'issued')
  return (
    <Dialog
      title={t(binding ? 'binding.change' : 'binding.add')}
      look="wide"
      onClose={onClose}
      action={{
        text: t('action.save'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: !isComplete || !isPort,
      }}
    >
      <div className="two-fields">
        <Choice
          label={t('binding.targetKind')}
          hint={t('binding.targetKind-hint')}
          value={draft.targetKind}
          options={targets.options}
          onChange={(targetKind) => change({ targetKind })}
        />
        {text('targetVersion')}
        {text('nodeName')}
        {text('address')}
        {text('port')}
        {text('serverName')}
        {text('vip')}
        <Choice
          label={t('binding.startTls')}
          hint={t('binding.startTls-hint')}
          value={draft.startTls}
          options={START_TLS.map((value) => ({ value, text: value === 'none' ? t('binding.startTls.none') : value }))}
          onChange={(startTls) => change({ startTls })}
        />
        <Choice
          label={t('binding.certificate')}
          hint={t('binding.certificate-hint')}
          value={draft.certificateId}
          options={[
            { value: '', text: t('binding.certificate.active') },
            ...certificates.map((one) => ({
              value: one.certificateId,
              text: `${commonName(one.subject)} · ${t(`lineage.certificate.${one.state}`)} · ${formatDay(one.notAfter)}`,
            })),
          ]}
          onChange={(certificateId) => change({ certificateId })}
        />
      </div>
      <ProblemAlert error={targets.error ?? save.error} />
    </Dialog>
  )
}

// Takes a certificate that was found on record: into a lineage of its own or one there is, with the places that use it now.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { get, type Page, write } from '../api.ts'
import type { LineageRow, UnknownCertificateRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { commonName } from './names.ts'
import { UNSPECIFIED, useTargets } from './targets.ts'

interface Suggested {
  bindings: { nodeName: string; nodeId: string | null; address: string; port: number; serverName: string }[]
}

const TRUSTS = ['private', 'public'] as const
const NEW = ''
const MAX_LINEAGES = 200

interface Props {
  certificate: Pick<UnknownCertificateRow, 'certificateId' | 'subject' | 'sans'>
  onClose: () => void
}

function useAdoption({ certificate, onClose }: Props) {
  const client = useQueryClient()
  const path = `/unknown-certificates/${certificate.certificateId}`
  const suggested = useQuery({ queryKey: [path, 'bindings'], queryFn: () => get<Suggested>(`${path}/bindings`) })
  const places = suggested.data?.bindings ?? []
  const adopt = useMutation({
    mutationFn: ({ targetKind, into }: { targetKind: string; into: object }) =>
      write('POST', `${path}/adoption`, {
        ...into,
        bindings: places.map(({ nodeId, ...place }) => ({ ...place, ...(nodeId !== null && { nodeId }), targetKind })),
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return { suggested, places, adopt }
}

export function AdoptDialog({ certificate, onClose }: Props) {
  const { t } = useWords()
  const { suggested, places, adopt } = useAdoption({ certificate, onClose })
  const targets = useTargets()
  const lineages = useQuery({
    queryKey: ['/lineages', 'to adopt into'],
    queryFn: () => get<Page<LineageRow>>('/lineages', { limit: MAX_LINEAGES }),
  })
  const [lineageId, setLineageId] = useState(NEW)
  const [name, setName] = useState(certificate.sans[0] ?? commonName(certificate.subject))
  const [owner, setOwner] = useState('')
  const [purpose, setPurpose] = useState('')
  const [trust, setTrust] = useState<(typeof TRUSTS)[number]>('private')
  const [targetKind, setTargetKind] = useState(UNSPECIFIED)
  const isNew = lineageId === NEW
  const run = () =>
    adopt.mutate({
      targetKind,
      into: isNew
        ? { lineage: { name: name.trim(), owner: owner.trim(), purpose: purpose.trim(), trust } }
        : { lineageId },
    })
  const text = (label: 'name' | 'owner' | 'purpose', value: string, set: (value: string) => void) => (
    <Field label={t(`lineage.${label}`)}>
      {(id) => <Input id={id} value={value} onChange={({ target }) => set(target.value)} />}
    </Field>
  )
  return (
    <Dialog
      title={t('lineage.adopt.title')}
      look="wide"
      onClose={onClose}
      action={{
        text: t('lineage.adopt'),
        run,
        isRunning: adopt.isPending,
        isDisabled: suggested.isPending || (isNew && [name, owner, purpose].some((one) => one.trim() === '')),
      }}
    >
      <Choice
        label={t('adopt.into')}
        value={lineageId}
        options={[
          { value: NEW, text: t('adopt.new') },
          ...(lineages.data?.items ?? []).map((one) => ({ value: one.id, text: `${one.name} · ${one.owner}` })),
        ]}
        onChange={setLineageId}
      />
      {isNew && (
        <div className="two-fields">
          {text('name', name, setName)}
          {text('owner', owner, setOwner)}
          {text('purpose', purpose, setPurpose)}
          <Choice
            label={t('lineage.trust')}
            hint={t('lineage.trust-hint')}
            value={trust}
            options={TRUSTS.map((value) => ({ value, text: t(`lineage.trust.${value}`) }))}
            onChange={setTrust}
          />
        </div>
      )}
      <p>{t(places.length > 0 ? 'lineage.adopt.bindings' : 'lineage.adopt.no-bindings')}</p>
      {places.length > 0 && (
        <>
          <ul>
            {places.map(({ nodeName, address, port, serverName }) => (
              <li key={`${address}:${port} ${serverName}`}>
                {nodeName} <code>{`${serverName} → ${address}:${port}`}</code>
              </li>
            ))}
          </ul>
          <Choice
            label={t('binding.targetKind')}
            value={targetKind}
            options={targets.options}
            onChange={setTargetKind}
          />
        </>
      )}
      <ProblemAlert error={suggested.error ?? adopt.error} />
    </Dialog>
  )
}

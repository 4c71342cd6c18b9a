// A way to a CA, set up: ACME, CMP, or a CA that is reached by people. Secrets go in here and are never shown again.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { get, type Page, write } from '../api.ts'
import type { CertificateRequestRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { CONNECTIONS, type IssuerKind, pemBlocks } from './shapes.ts'

const KINDS = ['acme', 'cmp', 'manual'] as const satisfies readonly IssuerKind[]
const TRUSTS = ['public', 'private'] as const
const PROOFS = ['dns-by-hand', 'name-server', 'http-01'] as const
const REQUESTS = ['ir', 'cr', 'p10cr'] as const
const PROTECTIONS = ['mac', 'signature'] as const
const MAC_METHODS = ['password-based', 'pbmac1'] as const
const DIGESTS = ['sha256', 'sha512'] as const

const BLANK = {
  kind: 'acme' as IssuerKind,
  name: '',
  trust: 'public' as (typeof TRUSTS)[number],
  directoryUrl: '',
  contacts: '',
  isAgreed: false,
  eabKeyId: '',
  eabSecret: '',
  preferredChain: '',
  anchors: '',
  proofs: 'dns-by-hand' as (typeof PROOFS)[number],
  host: '',
  port: '53',
  zone: '',
  tsigName: '',
  tsigDigest: 'sha256' as (typeof DIGESTS)[number],
  tsigSecret: '',
  url: '',
  request: 'ir' as (typeof REQUESTS)[number],
  protection: 'mac' as (typeof PROTECTIONS)[number],
  reference: '',
  secret: '',
  method: 'password-based' as (typeof MAC_METHODS)[number],
  requestId: '',
  responders: '',
  contact: '',
}
type Draft = typeof BLANK
/** Those that are typed in: a request is chosen from a list. */
type TextField = Exclude<
  { [K in keyof Draft]: Draft[K] extends string ? (string extends Draft[K] ? K : never) : never }[keyof Draft],
  'requestId'
>

function proofsOf({ proofs, host, port, zone, tsigName, tsigDigest, tsigSecret }: Draft) {
  if (proofs !== 'name-server') return { kind: proofs }
  const tsig = tsigName.trim() && { tsig: { name: tsigName.trim(), digest: tsigDigest, secret: tsigSecret.trim() } }
  return { kind: proofs, host: host.trim(), port: Number(port), zone: zone.trim(), ...tsig }
}

/** As the server takes it. */
function inputOf(draft: Draft) {
  const { kind, trust } = draft
  const common = { kind, trust, name: draft.name.trim() }
  const anchors = pemBlocks(draft.anchors)
  if (kind === 'manual') return { ...common, contact: draft.contact.trim() }
  if (kind === 'cmp')
    return {
      ...common,
      anchors,
      url: draft.url.trim(),
      request: draft.request,
      responders: pemBlocks(draft.responders),
      protection:
        draft.protection === 'mac'
          ? { kind: 'mac', reference: draft.reference.trim(), secret: draft.secret, method: draft.method }
          : { kind: 'signature', requestId: draft.requestId },
    }
  return {
    ...common,
    anchors,
    directoryUrl: draft.directoryUrl.trim(),
    contacts: draft.contacts.split(/[\s,，;；]+/).filter((one) => one !== ''),
    termsAgreed: draft.isAgreed,
    proofs: proofsOf(draft),
    ...(draft.eabKeyId.trim() && { externalAccount: { keyId: draft.eabKeyId.trim(), secret: draft.eabSecret.trim() } }),
    ...(draft.preferredChain.trim() && { preferredChain: draft.preferredChain.trim() }),
  }
}

function isComplete(draft: Draft): boolean {
  const has = (...texts: string[]) => texts.every((one) => one.trim() !== '')
  if (!has(draft.name)) return false
  if (draft.kind === 'manual') return has(draft.contact)
  if (draft.kind === 'acme')
    return has(draft.directoryUrl) && draft.isAgreed && (draft.proofs !== 'name-server' || has(draft.host, draft.zone))
  return has(draft.url) && (draft.protection === 'mac' ? has(draft.reference, draft.secret) : has(draft.requestId))
}

interface PartProps {
  draft: Draft
  change: (part: Partial<Draft>) => void
  text: (name: TextField, look?: 'secret' | 'area') => ReactNode
}

function Acme({ draft, change, text }: PartProps) {
  const { t } = useWords()
  return (
    <>
      {text('directoryUrl')}
      {text('contacts')}
      <Choice
        label={t('issuer.field.proofs')}
        hint={t(`issuer.proofs.${draft.proofs}-hint`)}
        value={draft.proofs}
        options={PROOFS.map((value) => ({ value, text: t(`issuer.proofs.${value}`) }))}
        onChange={(proofs) => change({ proofs })}
      />
      {draft.proofs === 'name-server' && (
        <>
          {text('host')}
          {text('port')}
          {text('zone')}
          {text('tsigName')}
          <Choice
            label={t('issuer.field.tsigDigest')}
            value={draft.tsigDigest}
            options={DIGESTS.map((value) => ({ value, text: value.toUpperCase() }))}
            onChange={(tsigDigest) => change({ tsigDigest })}
          />
          {text('tsigSecret', 'secret')}
        </>
      )}
      {text('eabKeyId')}
      {draft.eabKeyId.trim() !== '' && text('eabSecret', 'secret')}
      {text('preferredChain')}
      {text('anchors', 'area')}
      <label className="row">
        <input
          type="checkbox"
          checked={draft.isAgreed}
          onChange={({ target }) => change({ isAgreed: target.checked })}
        />
        {t('issuer.field.isAgreed')}
      </label>
    </>
  )
}

function Cmp({ draft, change, text }: PartProps) {
  const { t } = useWords()
  const requests = useQuery({
    queryKey: ['/certificate-requests', 'to protect'],
    queryFn: () => get<Page<CertificateRequestRow>>('/certificate-requests', { limit: 200 }),
    enabled: draft.protection === 'signature',
  })
  return (
    <>
      {text('url')}
      <Choice
        label={t('issuer.field.request')}
        value={draft.request}
        options={REQUESTS.map((value) => ({ value, text: t(`issuer.request.${value}`) }))}
        onChange={(request) => change({ request })}
      />
      <Choice
        label={t('issuer.field.protection')}
        value={draft.protection}
        options={PROTECTIONS.map((value) => ({ value, text: t(`issuer.protection.${value}`) }))}
        onChange={(protection) => change({ protection })}
      />
      {draft.protection === 'mac' ? (
        <>
          {text('reference')}
          {text('secret', 'secret')}
          <Choice
            label={t('issuer.field.method')}
            value={draft.method}
            options={MAC_METHODS.map((value) => ({ value, text: value }))}
            onChange={(method) => change({ method })}
          />
        </>
      ) : (
        <Choice
          label={t('issuer.field.requestId')}
          value={draft.requestId}
          options={[
            { value: '', text: t('issuer.choose') },
            ...(requests.data?.items ?? []).map(({ id, commonName }) => ({ value: id, text: commonName })),
          ]}
          onChange={(requestId) => change({ requestId })}
        />
      )}
      {text('responders', 'area')}
      {text('anchors', 'area')}
      <ProblemAlert error={requests.error} />
    </>
  )
}

export function ConnectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(BLANK)
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const save = useMutation({
    mutationFn: () => write('POST', CONNECTIONS, inputOf(draft)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [CONNECTIONS] })
      onClose()
    },
  })
  const text = (name: TextField, look?: 'secret' | 'area') => (
    <Field key={name} label={t(`issuer.field.${name}`)} hint={t(`issuer.field.${name}-hint`)}>
      {(id) => {
        const value = draft[name]
        const set = (next: string) => change({ [name]: next })
        if (look === 'area')
          return <Input.TextArea id={id} rows={3} value={value} onChange={({ target }) => set(target.value)} />
        const type = look === 'secret' ? { type: 'password', autoComplete: 'off' } : {}
        return <Input id={id} {...type} value={value} onChange={({ target }) => set(target.value)} />
      }}
    </Field>
  )
  const part = { draft, change, text }
  return (
    <Dialog
      title={t('issuer.connect')}
      look="wide"
      onClose={onClose}
      action={{
        text: t('issuer.connect'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: !isComplete(draft),
      }}
    >
      <div className="two-fields">
        <Choice
          label={t('issuer.kind')}
          value={draft.kind}
          options={KINDS.map((value) => ({ value, text: t(`issuer.kind.${value}`) }))}
          onChange={(kind) => change({ kind })}
        />
        {text('name')}
        <Choice
          label={t('lineage.trust')}
          hint={t('lineage.trust-hint')}
          value={draft.trust}
          options={TRUSTS.map((value) => ({ value, text: t(`lineage.trust.${value}`) }))}
          onChange={(trust) => change({ trust })}
        />
        {draft.kind === 'acme' && <Acme {...part} />}
        {draft.kind === 'cmp' && <Cmp {...part} />}
        {draft.kind === 'manual' && text('contact')}
      </div>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Radio, Segmented, Select } from 'antd'
import { useId, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { get, write } from '../api.ts'
import type {
  AnchorUsage,
  MaterialKind,
  TrustAction,
  TrustChangeDetail,
  TrustMaterialDetail,
  TrustPreview,
} from '../contract.ts'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Bones, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { KINDS } from './list.tsx'
import { Preview } from './preview.tsx'
import { shortName } from './words.tsx'
import './trust.css'

const USAGES: readonly AnchorUsage[] = ['all', 'documents', 'timestamps', 'certificates', 'sign-in']

/** Something to begin with: what the strict policy of the product says, under another name. */
const EXAMPLE = JSON.stringify(
  {
    id: 'house',
    name: { zh: '本局', en: 'House' },
    requireRevocation: true,
    crossCheck: true,
    minimumLevel: 'T',
    leadDays: 30,
  },
  null,
  2,
)

interface Draft {
  kind: MaterialKind
  action: TrustAction
  usage: AnchorUsage
  file?: File
  policy: string
  reason: string
}

function offeredIn(draft: Draft): FormData {
  const form = new FormData()
  form.set('kind', draft.kind)
  if (draft.kind === 'anchor' && draft.action !== 'remove') form.set('usage', draft.usage)
  if (draft.action === 'remove') return form
  if (draft.kind === 'policy') form.set('policy', draft.policy)
  else if (draft.file) form.set('file', draft.file)
  return form
}

function proposalOf(draft: Draft, target: TrustMaterialDetail | undefined): FormData {
  const form = offeredIn(draft)
  form.set('action', draft.action)
  form.set('reason', draft.reason.trim())
  if (target) form.set('materialId', target.id)
  return form
}

interface FormProps {
  draft: Draft
  onChange: (changes: Partial<Draft>) => void
  target: TrustMaterialDetail | undefined
  onFile: (file: File) => void
  onPolicy: () => void
}

function What({ draft, onChange, target, onFile, onPolicy }: FormProps) {
  const { t } = useWords()
  const usageId = useId()
  const policyId = useId()
  const isRemoval = draft.action === 'remove'
  return (
    <>
      {target ? (
        <Radio.Group
          value={draft.action}
          onChange={(event) => onChange({ action: event.target.value })}
          options={[
            { value: 'remove', label: t('trust.action.remove') },
            { value: 'replace', label: t('trust.action.replace') },
          ]}
        />
      ) : (
        <Segmented
          aria-label={t('trust.kind')}
          value={draft.kind}
          onChange={(kind) => onChange({ kind })}
          options={KINDS.map((value) => ({ value, label: t(`trust.kind.${value}`) }))}
        />
      )}
      {!isRemoval && draft.kind !== 'policy' && (
        <DropZone
          title={draft.file ? `${draft.file.name}（${formatBytes(draft.file.size)}）` : t('trust.file')}
          hint={t(target?.kind === 'anchor' ? 'trust.file-kept' : 'trust.file-hint')}
          onFiles={([chosen]) => chosen && onFile(chosen.file)}
        />
      )}
      {!isRemoval && draft.kind === 'policy' && (
        <div className="field">
          <label htmlFor={policyId}>{t('trust.policy-text')}</label>
          <Input.TextArea
            id={policyId}
            className="policy-text"
            rows={10}
            spellCheck={false}
            value={draft.policy}
            onChange={(event) => onChange({ policy: event.target.value })}
            onBlur={onPolicy}
          />
        </div>
      )}
      {!isRemoval && draft.kind === 'anchor' && (
        <div className="field">
          <label htmlFor={usageId}>{t('trust.use')}</label>
          <Select
            id={usageId}
            value={draft.usage}
            onChange={(usage) => onChange({ usage })}
            options={USAGES.map((value) => ({ value, label: t(`trust.usage.${value}`) }))}
          />
        </div>
      )}
    </>
  )
}

function Proposal({ target }: { target: TrustMaterialDetail | undefined }) {
  const { t } = useWords()
  const reasonId = useId()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>({
    kind: target?.kind ?? 'anchor',
    action: target ? 'remove' : 'add',
    usage: target?.usage ?? 'all',
    policy: target?.preview.policy ? JSON.stringify(target.preview.policy, null, 2) : EXAMPLE,
    reason: '',
  })
  const look = useMutation({
    mutationFn: (offered: Draft) => write<TrustPreview>('POST', '/trust-previews', offeredIn(offered)),
  })
  const propose = useMutation({
    mutationFn: () => write<TrustChangeDetail>('POST', '/trust-changes', proposalOf(draft, target)),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['/trust-changes'] })
      await navigate(`/trust/changes/${id}`)
    },
  })
  const change = (changes: Partial<Draft>) => {
    const next = { ...draft, ...changes }
    if (changes.kind !== undefined) look.reset()
    setDraft(next)
    if ((changes.kind !== undefined || changes.file) && next.kind !== 'policy' && next.file) look.mutate(next)
  }
  const shown = look.data ?? (draft.file ? undefined : target?.preview)
  const needsFile = draft.action === 'add' && draft.kind !== 'policy' && !draft.file
  return (
    <div className="columns">
      <Panel title={t('trust.proposal')}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            propose.mutate()
          }}
        >
          <What
            draft={draft}
            target={target}
            onChange={change}
            onFile={(file) => change({ file })}
            onPolicy={() => look.mutate(draft)}
          />
          <div className="field">
            <label htmlFor={reasonId}>{t('trust.reason')}</label>
            <Input.TextArea
              id={reasonId}
              rows={3}
              maxLength={1000}
              placeholder={t('trust.reason-hint')}
              value={draft.reason}
              onChange={(event) => change({ reason: event.target.value })}
            />
          </div>
          <p className="soft small">{t('trust.decide-what')}</p>
          <ProblemAlert error={propose.error} />
          <Button
            type="primary"
            htmlType="submit"
            loading={propose.isPending}
            disabled={needsFile || draft.reason.trim().length < 4}
          >
            {t('trust.submit')}
          </Button>
        </form>
      </Panel>
      <Panel title={t('trust.preview')}>
        <ProblemAlert error={look.error} />
        {look.isPending && <Bones lines={6} />}
        {shown && !look.isPending && !look.error && <Preview preview={shown} />}
        {!shown && !look.isPending && !look.error && <p className="soft">{t('trust.preview-hint')}</p>}
      </Panel>
    </div>
  )
}

export function NewTrustChangePage() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const id = search.get('material') ?? ''
  const query = useQuery({
    queryKey: ['/trust-materials', 'one', id],
    queryFn: () => get<TrustMaterialDetail>(`/trust-materials/${encodeURIComponent(id)}`),
    enabled: id !== '',
  })
  const isReady = id === '' || query.data !== undefined
  return (
    <>
      <PageHead
        back={{ to: '/trust', text: t('place.trust') }}
        title={query.data ? t('trust.propose-for', { name: shortName(query.data.subject) }) : t('trust.propose')}
        meta={t('trust.what')}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {isReady && <Proposal key={id} target={query.data} />}
    </>
  )
}

import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Segmented, Select } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { get, write } from '../api.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Field } from '../pieces/field.tsx'
import { Bones, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useKept } from '../shell/kept.ts'
import { type Draft, designOf, draftOf, formOf, isComplete, STYLES } from './draft.ts'
import { HolderChoice } from './holder.tsx'
import { svgUrl, TrueSize } from './pieces.tsx'
import type { SealDesign, SealDetail, SealKind, SealRequestDetail } from './shapes.ts'

const KINDS: readonly SealKind[] = ['name', 'special', 'official']
const ENDINGS = ['', '印', '之印', '印章'] as const
/** People stop typing before the drawing is asked for. */
const REST_MS = 350

interface PartProps {
  draft: Draft
  onChange: (changes: Partial<Draft>) => void
}

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

function Preview({ draft }: { draft: Draft }) {
  const { t } = useWords()
  const wanted = useRested(JSON.stringify(designOf(draft)))
  const design = JSON.parse(wanted) as SealDesign
  const drawn = useQuery({
    queryKey: ['/seal-drawings', wanted],
    queryFn: () => write<{ svg: string; widthMm: number; heightMm: number }>('POST', '/seal-drawings', design),
    enabled: draft.source === 'design' && design.text !== '',
    retry: false,
    placeholderData: (before) => before,
  })
  const isDrawn = draft.source === 'design' && design.text !== '' && drawn.data && !drawn.error
  return (
    <Panel
      title={isDrawn ? `${t('seals.true-size')} · ${drawn.data.widthMm}×${drawn.data.heightMm} mm` : t('seals.preview')}
    >
      <div className="stack">
        <div className="seal-stage">
          {isDrawn ? (
            <TrueSize src={svgUrl(drawn.data.svg)} name={design.text} {...drawn.data} />
          ) : (
            <span className="small soft">{draft.scan ? draft.scan.name : t('seals.preview-none')}</span>
          )}
        </div>
        {draft.source === 'design' && drawn.error && <ProblemAlert error={drawn.error} />}
      </div>
    </Panel>
  )
}

function Text(
  props: PartProps & {
    name: 'name' | 'holderName' | 'unitName' | 'reason' | 'text' | 'line' | 'number'
    label: TextKey
  },
) {
  const { t } = useWords()
  const { draft, onChange, name, label } = props
  return (
    <Field label={t(label)}>
      {(id) => (
        <Input
          id={id}
          value={draft[name]}
          maxLength={100}
          onChange={({ target }) => onChange({ [name]: target.value })}
        />
      )}
    </Field>
  )
}

function Pick<Value extends string | number>(props: {
  label: TextKey
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}) {
  const { t } = useWords()
  return (
    <Field label={t(props.label)}>
      {(id) => <Select id={id} value={props.value} onChange={props.onChange} options={[...props.options]} />}
    </Field>
  )
}

function Design({ draft, onChange }: PartProps) {
  const { t } = useWords()
  const isName = draft.sealKind === 'name'
  return (
    <>
      <div className="seal-pair">
        <Pick
          label="seals.style"
          value={draft.style}
          onChange={(style) => onChange({ style })}
          options={STYLES[draft.sealKind].map((value) => ({
            value: value as string,
            label: t(`seals.style.${value}` as TextKey),
          }))}
        />
        <Text draft={draft} onChange={onChange} name="text" label={isName ? 'seals.text-person' : 'seals.text-unit'} />
      </div>
      {isName ? (
        <div className="seal-pair">
          <Pick
            label="seals.ending"
            value={draft.ending}
            onChange={(ending) => onChange({ ending })}
            options={ENDINGS.map((value) => ({ value, label: value || t('seals.ending.none') }))}
          />
          <Pick
            label="seals.cut"
            value={draft.cut}
            onChange={(cut) => onChange({ cut })}
            options={(['relief', 'intaglio'] as const).map((value) => ({ value, label: t(`seals.cut.${value}`) }))}
          />
        </div>
      ) : (
        <div className="seal-pair">
          <Text draft={draft} onChange={onChange} name="line" label="seals.line" />
          <Text draft={draft} onChange={onChange} name="number" label="seals.design-number" />
        </div>
      )}
    </>
  )
}

function Scan({ draft, onChange }: PartProps) {
  const { t } = useWords()
  const { scan, scanWidthMm } = draft
  return (
    <>
      <DropZone
        slim
        accept=".png,image/png"
        title={scan ? `${scan.name}（${formatBytes(scan.size)}）` : t('seals.scan-file')}
        onFiles={([chosen]) => chosen && onChange({ scan: chosen.file })}
      />
      <Field label={t('seals.scan-width')}>
        {(id) => (
          <InputNumber
            id={id}
            min={8}
            max={60}
            value={scanWidthMm}
            onChange={(value) => onChange({ scanWidthMm: value ?? 20 })}
          />
        )}
      </Field>
    </>
  )
}

function Whose({ draft, onChange, children }: PartProps & { children?: ReactNode }) {
  const { t } = useWords()
  const { certificate } = draft
  return (
    <>
      <div className="seal-pair">
        <Text draft={draft} onChange={onChange} name="holderName" label="seals.holder" />
        <Text draft={draft} onChange={onChange} name="unitName" label="seals.unit" />
      </div>
      <HolderChoice
        onChoose={(holder) =>
          onChange({ credentialId: holder?.credentialId, ...(holder?.name && { holderName: holder.name }) })
        }
      />
      <DropZone
        slim
        accept=".cer,.crt,.pem,.der"
        title={certificate ? `${certificate.name}（${formatBytes(certificate.size)}）` : t('seals.certificate')}
        hint={t('seals.certificate-hint')}
        onFiles={([chosen]) => chosen && onChange({ certificate: chosen.file })}
      />
      {children}
      <div className="seal-pair">
        <Field label={t('seals.valid-years')}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              max={10}
              value={draft.validYears}
              onChange={(value) => onChange({ validYears: value ?? 3 })}
            />
          )}
        </Field>
        <Pick
          label="seals.version"
          value={draft.version}
          onChange={(version) => onChange({ version })}
          options={([4, 1] as const).map((value) => ({ value, label: t(`seals.version.${value}`) }))}
        />
      </div>
      <Text draft={draft} onChange={onChange} name="reason" label="seals.reason" />
    </>
  )
}

interface FormProps {
  first: Draft
  /** The seal it is to replace, or the request it answers. */
  replaces: string | null
  again: string | null
}

function RequestForm({ first, replaces, again }: FormProps) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [draft, setDraft] = useKept(`seal ${again ?? replaces ?? 'new'}`, () => first)
  const change = (changes: Partial<Draft>) => setDraft((now) => ({ ...now, ...changes }))
  const path = again
    ? `/seal-requests/${again}/submission`
    : replaces
      ? `/seals/${replaces}/replacement-requests`
      : '/seal-requests'
  const isNew = !again && !replaces
  const send = useMutation({
    mutationFn: () => write<{ id: string }>('POST', path, formOf(draft, replaces !== null)),
    onSuccess: ({ id }) => navigate(`/seals/requests/${id}`),
  })
  return (
    <div className="seal-columns">
      <Panel>
        <div className="seal-form">
          <Segmented
            aria-label={t('seals.kind')}
            disabled={!isNew}
            value={draft.sealKind}
            onChange={(sealKind) => change({ sealKind, style: STYLES[sealKind][0] ?? '' })}
            options={KINDS.map((value) => ({ value, label: t(`seals.kind.${value}`) }))}
          />
          <Segmented
            aria-label={t('seals.source')}
            value={draft.source}
            onChange={(source) => change({ source })}
            options={(['design', 'scan'] as const).map((value) => ({ value, label: t(`seals.source.${value}`) }))}
          />
          {draft.source === 'design' ? (
            <Design draft={draft} onChange={change} />
          ) : (
            <Scan draft={draft} onChange={change} />
          )}
          <Text draft={draft} onChange={change} name="name" label="seals.name" />
          <Whose draft={draft} onChange={change}>
            {!isNew && <p className="note">{t('seals.keep-before')}</p>}
          </Whose>
          {send.error && <ProblemAlert error={send.error} />}
          <div className="row">
            <Button
              type="primary"
              disabled={!isComplete(draft, isNew)}
              loading={send.isPending}
              onClick={() => send.mutate()}
            >
              {t('seals.submit')}
            </Button>
          </div>
        </div>
      </Panel>
      <div className="seal-first">
        <Preview draft={draft} />
      </div>
    </div>
  )
}

/** What the form begins with: nothing, the seal to be replaced, or the request that came back. */
function useFirst(replaces: string | null, again: string | null) {
  const path = again ? `/seal-requests/${again}` : `/seals/${replaces}`
  const before = useQuery({
    queryKey: ['seal-before', path],
    queryFn: () => get<SealDetail | SealRequestDetail>(path),
    enabled: Boolean(again ?? replaces),
  })
  const first = again || replaces ? before.data && draftOf(before.data) : draftOf()
  return { first, error: before.error }
}

export function NewSealPage() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const [replaces, again] = [search.get('replaces'), search.get('again')]
  const { first, error } = useFirst(replaces, again)
  const back = { to: replaces ? `/seals/${replaces}` : '/seals/requests', text: t('place.seals') }
  return (
    <>
      <PageHead title={t(replaces ? 'seals.ask-change' : 'seals.new')} back={back} />
      {error && <ProblemAlert error={error} />}
      {first ? <RequestForm first={first} replaces={replaces} again={again} /> : <Bones />}
    </>
  )
}

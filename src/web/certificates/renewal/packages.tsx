import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { get, write, writeForFile } from '../../api.ts'
import { refreshApprovals } from '../../approvals/queue.ts'
import type { Approval } from '../../approvals/shapes.ts'
import { Waiting } from '../../approvals/waiting.tsx'
import type { LineageBinding } from '../../contract.ts'
import { type TextKey, useWords } from '../../language/index.ts'
import { download } from '../../pieces/download.ts'
import { Field } from '../../pieces/field.tsx'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Bones, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { useTargets } from '../targets.ts'
import { Findings } from './findings.tsx'
import type { StageProps } from './progress.ts'
import { RecipeSteps } from './recipe-steps.tsx'
import type { TargetPreflight } from './shapes.ts'

interface PackageProps {
  certificateId: string
  /** Several nodes of one kind and version take the same package. */
  bindings: readonly LineageBinding[]
  names: readonly string[]
}

function Package({ certificateId, bindings, names }: PackageProps) {
  const { t } = useWords()
  const targets = useTargets()
  const [binding] = bindings
  const { targetKind: target, targetVersion } = binding as LineageBinding
  const version = targetVersion ?? ''
  const preflight = useQuery({
    queryKey: ['/certificates', certificateId, 'preflight', target, version],
    queryFn: () => get<TargetPreflight>(`/certificates/${certificateId}/preflight`, { target, version }),
  })
  const nodes = bindings.map(({ nodeName }) => nodeName).join('、')
  return (
    <Panel title={`${targets.titleOf(target)} ${version} · ${nodes}`}>
      <div className="stack">
        <ProblemAlert error={preflight.error} />
        {preflight.isPending && <Bones />}
        {preflight.data && (
          <Making certificateId={certificateId} target={target} version={version} {...preflight.data} />
        )}
        <details>
          <summary>{t('renewal.packages.guide')}</summary>
          <RecipeSteps
            target={target}
            site={{ commonName: names[0] ?? '', names }}
            kinds={['install', 'chain', 'activate', 'verify', 'rollback']}
          />
        </details>
      </div>
    </Panel>
  )
}

interface Packaged {
  target: string
  version: string
  format: string
}

const LIVE_MS = 4_000

/** The own request for the key in this very package, if there is one: it takes another operator. */
function useKeyExport(certificateId: string, wanted: Packaged, isWanted: boolean) {
  const client = useQueryClient()
  const path = `/certificates/${certificateId}/key-exports`
  const open = useQuery({
    queryKey: [path],
    queryFn: () => get<{ items: (Approval & { package: Packaged })[] }>(path),
    enabled: isWanted,
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'pending') ? LIVE_MS : false),
  })
  const refresh = () => {
    void client.invalidateQueries({ queryKey: [path] })
    void refreshApprovals(client)
  }
  const ask = useMutation({ mutationFn: () => write('POST', path, wanted), onSuccess: refresh })
  const isSame = ({ package: one }: { package: Packaged }) =>
    one.target === wanted.target && one.version === wanted.version && one.format === wanted.format
  const own = (open.data?.items ?? []).filter((one) => one.isOwn && isSame(one))
  const current = own.find(({ state }) => state === 'approved') ?? own[0]
  return { current, ask: () => ask.mutate(), isAsking: ask.isPending, error: open.error ?? ask.error, refresh }
}

function AskForKey({ exported }: { exported: ReturnType<typeof useKeyExport> }) {
  const { t } = useWords()
  if (exported.current) return <Waiting />
  return (
    <div className="stack">
      <p className="note">{t('renewal.packages.key-needs-two')}</p>
      <div className="row">
        <Button type="primary" loading={exported.isAsking} onClick={exported.ask}>
          {t('renewal.packages.ask-key')}
        </Button>
      </div>
    </div>
  )
}

interface MakingProps extends TargetPreflight {
  certificateId: string
  target: string
  version: string
}

function Making({ certificateId, target, version, isKeyHere, findings, formats }: MakingProps) {
  const { t } = useWords()
  const mayExport = useMay('operate')
  const makeable = formats.filter(({ isMakeable }) => isMakeable)
  const fit = makeable.find((one) => one.findings.every(({ effect }) => effect !== 'fatal')) ?? makeable[0]
  const [chosen, setChosen] = useState(fit?.format)
  const [withKey, setWithKey] = useState(false)
  const [password, setPassword] = useState('')
  const format = makeable.find((one) => one.format === chosen)
  const isInside = format?.key === 'inside'
  const takesKey = isKeyHere && mayExport && (isInside || (format?.key === 'beside' && withKey))
  const exported = useKeyExport(certificateId, { target, version, format: chosen ?? '' }, takesKey)
  const isReady = !takesKey || exported.current?.state === 'approved'
  const make = useMutation({
    mutationFn: () =>
      writeForFile(`/certificates/${certificateId}/package`, {
        target,
        version,
        format: chosen,
        ...(takesKey && { exportApprovalId: exported.current?.id }),
        ...(takesKey && password && { password }),
      }),
    onSuccess: ({ name, bytes, mediaType }) => {
      download(name, bytes, mediaType)
      if (takesKey) exported.refresh()
    },
  })
  return (
    <>
      <Findings findings={[...findings, ...(format?.findings ?? [])]} />
      {findings.length + (format?.findings.length ?? 0) === 0 && (
        <p>
          <Badge tone="good">{t('renewal.packages.nothing-against')}</Badge>
        </p>
      )}
      {!isKeyHere && <p className="note">{t('renewal.packages.device-born')}</p>}
      <div className="field">
        <span className="label">{t('recipe.formats')}</span>
        <Select
          aria-label={t('recipe.formats')}
          value={chosen ?? null}
          onChange={(value) => setChosen(value ?? undefined)}
          options={makeable.map((one) => ({
            value: one.format,
            label: `${t(`renewal.format.${one.format}` as TextKey)}${one.key === 'inside' ? ` · ${t('renewal.packages.key-inside')}` : ''}`,
          }))}
        />
      </div>
      {isKeyHere && mayExport && format?.key === 'beside' && (
        <label className="row">
          <input type="checkbox" checked={withKey} onChange={({ target: box }) => setWithKey(box.checked)} />
          {t('renewal.packages.with-key')}
        </label>
      )}
      {takesKey && isReady && (
        <Field label={t(isInside ? 'renewal.packages.password' : 'renewal.packages.key-password')}>
          {(id) => (
            <Input.Password
              id={id}
              autoComplete="new-password"
              value={password}
              onChange={({ target: field }) => setPassword(field.value)}
            />
          )}
        </Field>
      )}
      <ProblemAlert error={make.error ?? exported.error} />
      {isReady ? (
        <Button
          type="primary"
          disabled={!format || (isInside && (!mayExport || password.length < 8))}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {t('renewal.packages.download')}
        </Button>
      ) : (
        <AskForKey exported={exported} />
      )}
    </>
  )
}

/** One package for each kind of target, with what it will refuse and the way back. */
export function PackagesStage({ lineage, progress: { certificateId = '' }, at }: StageProps) {
  const { t } = useWords()
  const kinds = new Map<string, LineageBinding[]>()
  for (const binding of lineage.bindingMatrix) {
    const key = `${binding.targetKind} ${binding.targetVersion ?? ''}`
    kinds.set(key, [...(kinds.get(key) ?? []), binding])
  }
  const names = lineage.certificates.find((one) => one.certificateId === certificateId)?.sans ?? []
  return (
    <>
      <p className="note">{t('renewal.packages.note')}</p>
      {[...kinds].map(([key, bindings]) => (
        <Package key={key} certificateId={certificateId} bindings={bindings} names={names} />
      ))}
      <div className="row">
        <LinkButton to={at('deploy')}>{t('renewal.to-deploy')}</LinkButton>
      </div>
    </>
  )
}

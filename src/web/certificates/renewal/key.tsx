import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { write } from '../../api.ts'
import { type TextKey, useWords } from '../../language/index.ts'
import { DropZone } from '../../pieces/drop-zone.tsx'
import { Field } from '../../pieces/field.tsx'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Time } from '../../pieces/time.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { AlgorithmField, NamesFields } from '../request-fields.tsx'
import { useTargets } from '../targets.ts'
import { Findings, Lint } from './findings.tsx'
import type { StageProps } from './progress.ts'
import { inUse } from './progress.ts'
import { RecipeSteps } from './recipe-steps.tsx'
import type { LineageRequest, RenewedLineage } from './shapes.ts'

/** What a new request starts from: what the certificate in use says. */
function startOf(lineage: RenewedLineage) {
  const current = inUse(lineage)
  const sans = current?.sans ?? [lineage.name]
  const algorithm = { 'P-256': 'p256', 'P-384': 'p384', SM2: 'sm2', Ed25519: 'ed25519' }[current?.algorithm ?? '']
  return { commonName: sans[0] ?? lineage.name, sans, algorithm: algorithm ?? 'rsa2048' }
}

/** What became of a request goes to the pages that show it, and the page on to the next stage. */
function useMade({ lineage, at }: Pick<StageProps, 'lineage' | 'at'>) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async ({ id }: { id: string }) => {
    await client.invalidateQueries({ queryKey: [`/lineages/${lineage.id}/requests`] })
    await navigate(at('key', id))
  }
}

interface Wishes {
  commonName: string
  sans: string[]
  algorithm: string
  organization?: string
}

function MakeHere(props: StageProps) {
  const { t } = useWords()
  const onSuccess = useMade(props)
  const make = useMutation({
    mutationFn: (wishes: Wishes) =>
      write<{ id: string }>('POST', `/lineages/${props.lineage.id}/requests`, {
        ...wishes,
        organization: wishes.organization?.trim() || undefined,
      }),
    onSuccess,
  })
  return (
    <Form<Wishes>
      layout="vertical"
      initialValues={{ ...startOf(props.lineage), organization: t('request.organization-default') }}
      requiredMark={false}
      onFinish={(wishes) => make.mutate(wishes)}
    >
      <p className="note">{t('renewal.key.here-note')}</p>
      <Form.Item
        name="commonName"
        label={t('request.name')}
        rules={[{ required: true, message: t('request.name-missing') }]}
      >
        <Input />
      </Form.Item>
      <NamesFields />
      <AlgorithmField />
      <ProblemAlert error={make.error} />
      <Button type="primary" htmlType="submit" loading={make.isPending}>
        {t('request.make')}
      </Button>
    </Form>
  )
}

const ORIGINS = ['device-born', 'hsm', 'ukey'] as const

function TakeIn(props: StageProps) {
  const { t } = useWords()
  const { lineage } = props
  const onSuccess = useMade(props)
  const [bindingId, setBindingId] = useState(lineage.bindingMatrix[0]?.id)
  const [pem, setPem] = useState('')
  const [origin, setOrigin] = useState<(typeof ORIGINS)[number]>('device-born')
  const [custody, setCustody] = useState(lineage.bindingMatrix[0]?.nodeName ?? '')
  const binding = lineage.bindingMatrix.find(({ id }) => id === bindingId)
  const targets = useTargets()
  const { commonName, sans } = startOf(lineage)
  const take = useMutation({
    mutationFn: () =>
      write<{ id: string }>('POST', `/lineages/${lineage.id}/external-requests`, { pem, origin, custody }),
    onSuccess,
  })
  return (
    <div className="stack">
      <p className="note">{t('renewal.key.device-note')}</p>
      {binding && (
        <>
          <div className="field">
            <span className="label">{t('renewal.key.which')}</span>
            <Select
              aria-label={t('renewal.key.which')}
              value={bindingId}
              onChange={(value) => {
                setBindingId(value)
                setCustody(lineage.bindingMatrix.find(({ id }) => id === value)?.nodeName ?? '')
              }}
              options={lineage.bindingMatrix.map(({ id, nodeName, targetKind }) => ({
                value: id,
                label: `${nodeName} · ${targets.titleOf(targetKind)}`,
              }))}
            />
          </div>
          <RecipeSteps target={binding.targetKind} site={{ commonName, names: sans }} kinds={['csr']} />
        </>
      )}
      <DropZone
        title={t('renewal.key.drop')}
        hint={t('renewal.key.drop-hint')}
        accept=".csr,.req,.p10,.pem,.txt,.der"
        slim
        onFiles={([dropped]) => {
          if (dropped) void textOf(dropped.file).then(setPem)
        }}
      />
      <Field label={t('renewal.key.pem')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={6}
            className="mono"
            value={pem}
            placeholder="-----BEGIN CERTIFICATE REQUEST-----"
            onChange={({ target }) => setPem(target.value)}
          />
        )}
      </Field>
      <Field label={t('renewal.key.custody')}>
        {(id) => <Input id={id} value={custody} onChange={({ target }) => setCustody(target.value)} />}
      </Field>
      <Segmented
        aria-label={t('renewal.key.origin')}
        value={origin}
        onChange={setOrigin}
        options={ORIGINS.map((value) => ({ value, label: t(`lineage.key.${value}`) }))}
      />
      <ProblemAlert error={take.error} />
      <Button
        type="primary"
        loading={take.isPending}
        disabled={pem.trim() === '' || custody.trim() === ''}
        onClick={() => take.mutate()}
      >
        {t('renewal.key.take')}
      </Button>
    </div>
  )
}

/** As text; a binary request becomes bare Base64, which is read as well. */
async function textOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes[0] !== 0x30) return new TextDecoder().decode(bytes)
  return btoa(Array.from(bytes, (octet) => String.fromCharCode(octet)).join(''))
}

function Shown({ request, at }: { request: LineageRequest; at: StageProps['at'] }) {
  const { t } = useWords()
  return (
    <Panel title={t('renewal.key.made')}>
      <div className="stack">
        <p>
          <Badge tone="good">{t(`lineage.key.${request.origin}`)}</Badge>{' '}
          {[t(`algorithm.${request.algorithm}` as TextKey), request.custody, request.sans.join('、')]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <Findings findings={request.findings} />
        <Lint lint={request.lint} />
        <LinkButton to={at('order')}>{t('renewal.to-order')}</LinkButton>
      </div>
    </Panel>
  )
}

function Others({ requests, progress, lineage, at }: StageProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const mayAsk = useMay('request-certificates')
  const giveUp = useMutation({
    mutationFn: (id: string) =>
      write('POST', `/certificate-requests/${id}/surrender`, { reason: t('renewal.key.given-up-reason') }),
    onSuccess: () => client.invalidateQueries({ queryKey: [`/lineages/${lineage.id}/requests`] }),
  })
  if (requests.length === 0) return null
  return (
    <Panel title={t('renewal.key.requests')} padded={false}>
      <ul className="lines">
        {requests.map((request) => (
          <li key={request.id}>
            <Link to={at('key', request.id)} aria-current={request.id === progress.request?.id ? 'true' : undefined}>
              {request.commonName} · {t(`algorithm.${request.algorithm}` as TextKey)} ·{' '}
              {request.custody ?? t(`lineage.key.${request.origin}`)}
            </Link>
            <span className="row">
              <Time at={request.createdAt} show="clock" />
              <Badge tone={request.certificateId ? 'good' : 'accent'}>
                {request.certificateId ? t('request.issued') : t('request.waiting')}
              </Badge>
              {mayAsk && !request.certificateId && (
                <Button size="small" loading={giveUp.isPending} onClick={() => giveUp.mutate(request.id)}>
                  {t('renewal.key.give-up')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      <ProblemAlert error={giveUp.error} />
    </Panel>
  )
}

/** A key made here, or one born where it is used: each has its request. */
export function KeyStage(props: StageProps) {
  const { t } = useWords()
  const mayAsk = useMay('request-certificates')
  const [kind, setKind] = useState<'here' | 'device'>('here')
  const { request } = props.progress
  return (
    <>
      {request && <Shown request={request} at={props.at} />}
      {request ? (
        <p>
          <Link to={props.at('key', 'new')}>{t('renewal.key.another')}</Link>
        </p>
      ) : (
        mayAsk && (
          <Panel title={t('renewal.key.how')}>
            <div className="stack">
              <Segmented
                aria-label={t('renewal.key.how')}
                value={kind}
                onChange={setKind}
                options={[
                  { value: 'here', label: t('renewal.key.here') },
                  { value: 'device', label: t('renewal.key.device') },
                ]}
              />
              {kind === 'here' ? <MakeHere {...props} /> : <TakeIn {...props} />}
            </div>
          </Panel>
        )
      )}
      <Others {...props} />
    </>
  )
}

import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Segmented, Select } from 'antd'
import { useState } from 'react'
import { get, writeForFile } from '../api.ts'
import type { ElectronicSeal, SigningKey } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Bones, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Field, Made, PlacePanel, SealCard, SignFields, type Wishes } from './parts.tsx'
import type { Spot } from './sketch.tsx'
import './signing.css'

type Action = 'sign' | 'seal'

/** Of a signature in words; a seal has the size its maker gave it. */
const SIGNATURE_MM = { widthMm: 60, heightMm: 24 }

function formOf(file: File, fields: Record<string, string | number | boolean | undefined>): FormData {
  const form = new FormData()
  form.set('file', file)
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === '') continue
    form.set(name, typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value))
  }
  return form
}

function useSigning() {
  const keys = useQuery({
    queryKey: ['/signing/keys'],
    queryFn: () => get<{ items: SigningKey[] }>('/signing/keys'),
  })
  const seals = useQuery({
    queryKey: ['/signing/seals'],
    queryFn: () => get<{ items: ElectronicSeal[] }>('/signing/seals'),
  })
  return { keys: keys.data?.items, seals: seals.data?.items, error: keys.error ?? seals.error }
}

/** What is being asked for: the file, by which key, what the page will show, and what came of it. */
function useOrder(keys: readonly SigningKey[], seals: readonly ElectronicSeal[]) {
  const [file, setFile] = useState<File>()
  const [action, setAction] = useState<Action>('sign')
  const [keyId, setKeyId] = useState<string>()
  const [sealId, setSealId] = useState<string>()
  const [spot, setSpot] = useState<Spot>({ page: 1, leftMm: 130, topMm: 230 })
  const [wishes, setWishes] = useState<Wishes>({ isShown: true, reason: '', certification: 0 })
  const [timestamp, setTimestamp] = useState(true)
  const usable = keys.filter(({ algorithm }) => action === 'sign' || algorithm === 'sm2')
  const key = usable.find(({ id }) => id === keyId) ?? usable.find(({ state }) => state === 'ready')
  const forKey = seals.filter(
    (one) => key && one.standing === 'usable' && !one.isMakerRevoked && one.keys.includes(key.id),
  )
  const seal = forKey.find(({ id }) => id === sealId) ?? forKey[0]
  const isShown = action === 'seal' || wishes.isShown
  const common = { key: key?.id, timestamp, ...(isShown ? spot : {}) }
  const make = useMutation({
    mutationFn: (given: File) =>
      action === 'seal'
        ? writeForFile('/signing/sealings', formOf(given, { ...common, seal: seal?.id }))
        : writeForFile(
            '/signing/signatures',
            formOf(given, { ...common, ...SIGNATURE_MM, ...wishes, certification: wishes.certification || undefined }),
          ),
  })
  return {
    ...{ file, action, key, usable, seal, forKey, spot, wishes, timestamp, isShown, make },
    ...{ setKeyId, setSealId, setSpot, setWishes, setTimestamp },
    isReady: file && key && (action === 'sign' || seal),
    isOfd: isOfd(file),
    choose(chosen: File | undefined) {
      setFile(chosen)
      make.reset()
      if (isOfd(chosen)) setAction('seal')
    },
    act(chosen: Action) {
      setAction(chosen)
      make.reset()
    },
  }
}

type Order = ReturnType<typeof useOrder>

const isOfd = (file: File | undefined) => /\.ofd$/i.test(file?.name ?? '')

function FileAndAction({ order }: { order: Order }) {
  const { t } = useWords()
  const { file, action } = order
  return (
    <>
      <DropZone
        title={file?.name ?? t('signing.choose-file')}
        hint={file ? formatBytes(file.size) : t('signing.file-hint')}
        accept=".pdf,.ofd"
        slim={file !== undefined}
        onFiles={([chosen]) => order.choose(chosen?.file)}
      />
      <Segmented<Action>
        block
        value={action}
        onChange={order.act}
        options={[
          { value: 'sign', label: t('signing.sign'), disabled: order.isOfd },
          { value: 'seal', label: t('signing.seal') },
        ]}
      />
    </>
  )
}

function KeyAndSeal({ order }: { order: Order }) {
  const { t } = useWords()
  const { usable, key, seal, forKey, action } = order
  return (
    <>
      <Field label={t('signing.key')}>
        <Select
          value={key?.id}
          onChange={order.setKeyId}
          placeholder={t('signing.no-key')}
          options={usable.map(({ id, name, algorithm, state }) => ({
            value: id,
            disabled: state !== 'ready',
            label: `${name} · ${algorithm.toUpperCase()}${state === 'ready' ? '' : ` · ${t(`signing.key.${state}`)}`}`,
          }))}
        />
      </Field>
      {usable.length === 0 && <p className="note">{t('signing.no-key-hint')}</p>}
      {action === 'seal' && (
        <Field label={t('signing.which-seal')}>
          <Select
            value={seal?.id}
            onChange={order.setSealId}
            placeholder={t('signing.no-seal')}
            options={forKey.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
      )}
      {action === 'seal' && seal && <SealCard seal={seal} />}
    </>
  )
}

function OrderPanel({ order }: { order: Order }) {
  const { t } = useWords()
  const { file, action, make, wishes, timestamp } = order
  return (
    <Panel title={t('signing.order')}>
      <div className="stack">
        <FileAndAction order={order} />
        <KeyAndSeal order={order} />
        {action === 'sign' && <SignFields wishes={wishes} onChange={order.setWishes} />}
        <Checkbox checked={timestamp} onChange={(event) => order.setTimestamp(event.target.checked)}>
          {t('signing.timestamp')}
        </Checkbox>
        <ProblemAlert error={make.error} />
        <Button
          type="primary"
          disabled={!order.isReady}
          loading={make.isPending}
          onClick={() => file && make.mutate(file)}
        >
          {t(action === 'sign' ? 'signing.sign-now' : 'signing.seal-now')}
        </Button>
      </div>
    </Panel>
  )
}

function SigningDesk({ keys, seals }: { keys: readonly SigningKey[]; seals: readonly ElectronicSeal[] }) {
  const order = useOrder(keys, seals)
  const size = order.action === 'seal' && order.seal ? order.seal : SIGNATURE_MM
  return (
    <div className="columns">
      <OrderPanel order={order} />
      <div className="stack">
        {order.make.data && <Made made={order.make.data} />}
        {order.isShown && (
          <PlacePanel spot={order.spot} widthMm={size.widthMm} heightMm={size.heightMm} onSpot={order.setSpot} />
        )}
      </div>
    </div>
  )
}

export function SigningPage() {
  const { t } = useWords()
  const { keys, seals, error } = useSigning()
  return (
    <>
      <PageHead title={t('place.signing')} meta={t('signing.what')} />
      <ProblemAlert error={error} />
      {keys && seals ? <SigningDesk keys={keys} seals={seals} /> : <Bones />}
    </>
  )
}

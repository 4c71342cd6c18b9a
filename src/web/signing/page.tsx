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

export function SigningPage() {
  const { t } = useWords()
  const { keys, seals, error } = useSigning()
  const [file, setFile] = useState<File>()
  const [action, setAction] = useState<Action>('sign')
  const [keyId, setKeyId] = useState<string>()
  const [sealId, setSealId] = useState<string>()
  const [spot, setSpot] = useState<Spot>({ page: 1, leftMm: 130, topMm: 230 })
  const [wishes, setWishes] = useState<Wishes>({ isShown: true, reason: '', certification: 0 })
  const [timestamp, setTimestamp] = useState(true)
  const usable = (keys ?? []).filter(({ algorithm }) => action === 'sign' || algorithm === 'sm2')
  const key = usable.find(({ id }) => id === keyId) ?? usable.find(({ state }) => state === 'ready')
  const forKey = (seals ?? []).filter((one) => key && one.keys.includes(key.id))
  const seal = forKey.find(({ id }) => id === sealId) ?? forKey[0]
  const make = useMutation({
    mutationFn: (given: File) => {
      const common = { key: key?.id, timestamp, ...(action === 'seal' || wishes.isShown ? spot : {}) }
      return action === 'seal'
        ? writeForFile('/signing/sealings', formOf(given, { ...common, seal: seal?.id }))
        : writeForFile(
            '/signing/signatures',
            formOf(given, { ...common, ...SIGNATURE_MM, ...wishes, certification: wishes.certification || undefined }),
          )
    },
  })
  const choose = (chosen: File | undefined) => {
    setFile(chosen)
    make.reset()
    if (chosen && /\.ofd$/i.test(chosen.name)) setAction('seal')
  }
  const size = action === 'seal' && seal ? seal : SIGNATURE_MM
  const isReady = file && key && (action === 'sign' || seal)
  return (
    <>
      <PageHead title={t('place.signing')} meta={t('signing.what')} />
      <ProblemAlert error={error} />
      {!keys || !seals ? (
        <Bones />
      ) : (
        <div className="columns">
          <Panel title={t('signing.order')}>
            <div className="stack">
              <DropZone
                title={file?.name ?? t('signing.choose-file')}
                hint={file ? formatBytes(file.size) : t('signing.file-hint')}
                accept=".pdf,.ofd"
                slim={file !== undefined}
                onFiles={([chosen]) => choose(chosen)}
              />
              <Segmented<Action>
                block
                value={action}
                onChange={(chosen) => {
                  setAction(chosen)
                  make.reset()
                }}
                options={[
                  { value: 'sign', label: t('signing.sign'), disabled: /\.ofd$/i.test(file?.name ?? '') },
                  { value: 'seal', label: t('signing.seal') },
                ]}
              />
              <Field label={t('signing.key')}>
                <Select
                  value={key?.id}
                  onChange={setKeyId}
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
                    onChange={setSealId}
                    placeholder={t('signing.no-seal')}
                    options={forKey.map(({ id, name }) => ({ value: id, label: name }))}
                  />
                </Field>
              )}
              {action === 'seal' && seal && <SealCard seal={seal} />}
              {action === 'sign' && <SignFields wishes={wishes} onChange={setWishes} />}
              <Checkbox checked={timestamp} onChange={(event) => setTimestamp(event.target.checked)}>
                {t('signing.timestamp')}
              </Checkbox>
              <ProblemAlert error={make.error} />
              <Button
                type="primary"
                disabled={!isReady}
                loading={make.isPending}
                onClick={() => file && make.mutate(file)}
              >
                {t(action === 'sign' ? 'signing.sign-now' : 'signing.seal-now')}
              </Button>
            </div>
          </Panel>
          <div className="stack">
            {make.data && <Made made={make.data} />}
            {(action === 'seal' || wishes.isShown) && (
              <PlacePanel spot={spot} widthMm={size.widthMm} heightMm={size.heightMm} onSpot={setSpot} />
            )}
          </div>
        </div>
      )}
    </>
  )
}

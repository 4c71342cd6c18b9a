// The parts of the page for signing and sealing: labelled fields, the seal chosen, the place on the page, the result.

import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { cloneElement, type ReactElement, useId } from 'react'
import { Link } from 'react-router'
import type { MadeFile } from '../api.ts'
import type { ElectronicSeal } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { download, formatBytes } from '../pieces/download.ts'
import { Facts, Panel } from '../pieces/page.tsx'
import { formatDay } from '../pieces/time.tsx'
import { PageSketch, type Spot } from './sketch.tsx'

export function Made({ made }: { made: MadeFile }) {
  const { t } = useWords()
  return (
    <Panel title={t('signing.done')}>
      <div className="stack" role="status">
        <Facts
          facts={[
            [t('signing.result'), made.name],
            [t('signing.size'), formatBytes(made.bytes.byteLength)],
            ['SHA-256', <code key="sha256">{made.sha256}</code>],
          ]}
        />
        <div className="row">
          <Button type="primary" onClick={() => download(made.name, made.bytes, made.mediaType)}>
            {t('action.download')}
          </Button>
          <Link to="/verification">{t('signing.verify')}</Link>
        </div>
        <p className="note">{t('signing.audited')}</p>
      </div>
    </Panel>
  )
}

export function Field({ label, children }: { label: string; children: ReactElement<{ id?: string }> }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id })}
    </div>
  )
}

export function SealCard({ seal }: { seal: ElectronicSeal }) {
  const { t } = useWords()
  const isPicture = seal.pictureType === 'PNG' || seal.pictureType === 'JPG' || seal.pictureType === 'JPEG'
  return (
    <div className="seal-card">
      {isPicture && <img src={`/api/v1/signing/seals/${seal.id}/picture`} alt={seal.name} />}
      <span className="small">
        {seal.name}
        <br />
        <span className="soft">
          {seal.sealNumber} · {seal.widthMm}×{seal.heightMm} mm
          <br />
          {t('signing.until')} {formatDay(seal.validUntil)}
        </span>
      </span>
    </div>
  )
}

/** What is asked of a signature, besides its place. */
export interface Wishes {
  isShown: boolean
  reason: string
  /** 0: an ordinary signature. */
  certification: 0 | 1 | 2 | 3
}

export function SignFields({ wishes, onChange }: { wishes: Wishes; onChange: (wishes: Wishes) => void }) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('signing.reason')}>
        <Input
          value={wishes.reason}
          maxLength={200}
          onChange={(event) => onChange({ ...wishes, reason: event.target.value })}
        />
      </Field>
      <Field label={t('signing.certification')}>
        <Select
          value={wishes.certification}
          onChange={(certification) => onChange({ ...wishes, certification })}
          options={([0, 1, 2, 3] as const).map((value) => ({ value, label: t(`signing.certification.${value}`) }))}
        />
      </Field>
      <Checkbox checked={wishes.isShown} onChange={(event) => onChange({ ...wishes, isShown: event.target.checked })}>
        {t('signing.shown')}
      </Checkbox>
    </>
  )
}

interface PlaceProps {
  spot: Spot
  widthMm: number
  heightMm: number
  onSpot: (spot: Spot) => void
}

export function PlacePanel({ spot, widthMm, heightMm, onSpot }: PlaceProps) {
  const { t } = useWords()
  return (
    <Panel title={t('signing.place')}>
      <div className="stack">
        <div className="row">
          {(['page', 'leftMm', 'topMm'] as const).map((name) => (
            <Field key={name} label={t(`signing.place.${name}`)}>
              <InputNumber
                min={name === 'page' ? 1 : 0}
                max={name === 'page' ? 100_000 : 1_500}
                precision={name === 'page' ? 0 : 1}
                value={spot[name]}
                onChange={(value) => onSpot({ ...spot, [name]: value ?? (name === 'page' ? 1 : 0) })}
              />
            </Field>
          ))}
        </div>
        <PageSketch spot={spot} widthMm={widthMm} heightMm={heightMm} onSpot={onSpot} />
        <p className="note">{t('signing.place-hint')}</p>
      </div>
    </Panel>
  )
}

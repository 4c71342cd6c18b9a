// What is wrong with a lineage and with each of its places, and what somebody has decided to live with.

import { Button } from 'antd'
import { useState } from 'react'
import type { LineageDetail, LineageReason } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Panel } from '../../pieces/page.tsx'
import { formatDay } from '../../pieces/time.tsx'
import { Badge, type Tone } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { WaiveDialog } from '../waive.tsx'
import { ReasonDialog } from './reason-dialog.tsx'

const TONES: Record<LineageReason['verdict'], Tone> = { fail: 'bad', warn: 'warn', unknown: 'unknown', skipped: 'none' }

/** Of the lineage and of its places, the same of several places once; what is waived left out. */
export function alarmsOf(lineage: Pick<LineageDetail, 'alarming' | 'bindingMatrix' | 'waivers'>): LineageReason[] {
  const waived = new Set(lineage.waivers.filter(({ isInForce }) => isInForce).map(({ code }) => code))
  const ofPlaces = lineage.bindingMatrix.flatMap(({ places }) => places.flatMap(({ reasons }) => reasons))
  const all = [...lineage.alarming, ...ofPlaces.filter(({ code }) => !waived.has(code))]
  return [...new Map(all.map((one) => [`${one.code} ${one.text.zh}`, one])).values()]
}

type Waiver = LineageDetail['waivers'][number]

export function Alarms({ lineage }: { lineage: LineageDetail }) {
  const { t, pick } = useWords()
  const mayWaive = useMay('request-certificates')
  const [waiving, setWaiving] = useState<LineageReason>()
  const [ending, setEnding] = useState<Waiver>()
  const alarms = alarmsOf(lineage)
  return (
    <Panel title={t('lineage.alarms')}>
      {alarms.length === 0 && <p className="soft">{t('lineage.alarms.none')}</p>}
      <ul className="stack wrapping">
        {alarms.map((reason) => (
          <li key={`${reason.code} ${reason.text.zh}`}>
            <Badge tone={TONES[reason.verdict]}>{pick(reason.problem)}</Badge>
            <div>{pick(reason.text)}</div>
            <div className="small soft">{pick(reason.advice)}</div>
            {mayWaive && (
              <Button
                size="small"
                aria-label={`${t('lineage.waive')} ${pick(reason.problem)}`}
                onClick={() => setWaiving(reason)}
              >
                {t('lineage.waive')}
              </Button>
            )}
          </li>
        ))}
        {lineage.waivers
          .filter(({ isInForce }) => isInForce)
          .map((waiver) => (
            <li key={waiver.id}>
              <Badge tone="none">{t('lineage.waived')}</Badge> <code>{waiver.code}</code>{' '}
              <span className="small soft">
                {t('lineage.waive.until-text', { day: formatDay(waiver.until), reason: waiver.reason })}
              </span>{' '}
              {mayWaive && (
                <Button size="small" aria-label={`${t('waiver.end')} ${waiver.code}`} onClick={() => setEnding(waiver)}>
                  {t('waiver.end')}
                </Button>
              )}
            </li>
          ))}
      </ul>
      {waiving && <WaiveDialog lineageId={lineage.id} reason={waiving} onClose={() => setWaiving(undefined)} />}
      {ending && (
        <ReasonDialog
          title={t('waiver.end')}
          action={t('waiver.end')}
          path={`/waivers/${ending.id}/end`}
          stale={[`/lineages/${lineage.id}`]}
          onClose={() => setEnding(undefined)}
        >
          <p>{t('waiver.end.hint', { code: ending.code })}</p>
        </ReasonDialog>
      )}
    </Panel>
  )
}

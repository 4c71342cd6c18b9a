import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { type Carrier, type CarrierInfo, carrierOfPage } from '../carrier/carrier.ts'
import { CarrierAlert } from '../carrier/problem.tsx'
import { type Stage, writeToCarrier } from '../carrier/write.ts'
import { useWords } from '../language/index.ts'
import { Choice } from '../pieces/field.tsx'
import { Panel } from '../pieces/page.tsx'
import type { Asked } from './shapes.ts'
import { useAskedCredential } from './story.tsx'

const STAGES = ['key', 'issue', 'import', 'sign'] as const satisfies readonly Stage[]

export interface StepProps {
  asked: Asked
  changed: (asked: Asked) => void
}

/** The carriers that are plugged in, and the one this is about. */
export function usePlugged(bound: string | null) {
  const carrier = carrierOfPage()
  const [serial, choose] = useState('')
  const plugged = useQuery({
    queryKey: ['carriers-plugged-in'],
    queryFn: () => carrier?.list() ?? Promise.resolve<CarrierInfo[]>([]),
    enabled: carrier !== undefined,
    retry: false,
    refetchInterval: 5_000,
  })
  const list = plugged.error ? [] : (plugged.data ?? [])
  const chosen = list.find((one) => one.serial === (bound ?? (serial || list[0]?.serial)))
  return { carrier, list, chosen, choose, error: plugged.error, isKnown: plugged.data !== undefined && !plugged.error }
}

/** What is in the way before anything can be done with the carrier. */
export function Plugged({ plugged, bound }: { plugged: ReturnType<typeof usePlugged>; bound: string | null }) {
  const { t } = useWords()
  const { carrier, list, chosen, choose, error, isKnown } = plugged
  if (!carrier)
    return (
      <p className="note">
        {t('carrier.none')}{' '}
        <Link className="among-words" to="/carrier">
          {t('carrier.title')}
        </Link>
      </p>
    )
  if (error) return <CarrierAlert error={error} />
  if (isKnown && !chosen)
    return <p className="note">{bound ? t('desk.write-plug', { serial: bound }) : t('desk.write-plug-any')}</p>
  if (bound || list.length < 2) return null
  return (
    <Choice
      label={t('desk.carrier')}
      value={chosen?.serial ?? ''}
      options={list.map((one) => ({ value: one.serial, text: `${one.model} ${one.serial}` }))}
      onChange={choose}
    />
  )
}

/** 写入 UKey: one button from the key to the first signature. What was begun goes on where it stopped. */
export function WriteStep({ asked, changed }: StepProps) {
  const { t } = useWords()
  const bound = asked.carrierSerial
  const plugged = usePlugged(bound)
  const { carrier, chosen } = plugged
  const client = useQueryClient()
  const [stage, setStage] = useState<Stage>()
  const work = useMutation({
    mutationFn: async (info: CarrierInfo) => {
      if (!carrier) throw new Error('no carrier')
      return writeToCarrier(carrier, await named(carrier, info), asked, setStage)
    },
    onSuccess: changed,
    // It may have come further than this page knows.
    onError: () => void client.invalidateQueries({ queryKey: ['/user-requests', asked.id] }),
    onSettled: () => setStage(undefined),
  })
  const isBegun = asked.state !== 'approved'
  return (
    <Panel title={t('desk.write')}>
      <div className="stack">
        <p>{t(isBegun ? 'desk.write-on-what' : 'desk.write-what')}</p>
        <Plugged plugged={plugged} bound={bound} />
        {chosen?.state === 'locked' && <Locked asked={asked} serial={chosen.serial} />}
        {work.isPending && <Stages now={stage} />}
        <CarrierAlert error={work.error} next={t('desk.write-again')} />
        <div>
          <Button
            size="large"
            type="primary"
            disabled={!chosen}
            loading={work.isPending}
            onClick={() => chosen && work.mutate(chosen)}
          >
            {t(isBegun ? 'desk.write-on' : 'desk.write-do')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

/** The way on from a PIN that is locked: to ask for unlocking, where the carrier holds what this request is about. */
function Locked({ asked: { staff, credentialId }, serial }: { asked: Asked; serial: string }) {
  const { t } = useWords()
  const about = useAskedCredential(credentialId)
  return (
    <p className="note bad">
      {t('carrier.problem.pin-locked')}{' '}
      {about?.carrier.serial === serial && (
        <Link className="among-words" to={`/desk/new?kind=unlock&staff=${staff.id}&credential=${about.id}`}>
          {t('desk.kind.unlock')}
        </Link>
      )}
    </p>
  )
}

function Stages({ now }: { now: Stage | undefined }) {
  const { t } = useWords()
  const at = STAGES.indexOf(now as (typeof STAGES)[number])
  return (
    <ol className="write-stages" aria-live="polite">
      {STAGES.map((one, index) => (
        <li
          key={one}
          className={index < at ? 'done' : index === at ? 'now' : undefined}
          {...(index === at && { 'aria-current': 'step' as const })}
        >
          {t(`desk.write-stage.${one}`)}
        </li>
      ))}
    </ol>
  )
}

/** A carrier in software has no number before its first PIN: it is asked again once it has. */
async function named(carrier: Carrier, info: CarrierInfo): Promise<CarrierInfo> {
  if (info.state !== 'new') return info
  await carrier.unlock('')
  const [now] = await carrier.list()
  return now ?? info
}

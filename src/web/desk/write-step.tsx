import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { type CarrierInfo, carrierOfPage } from '../carrier/carrier.ts'
import { useCarrierProblem } from '../carrier/problem.tsx'
import { type Stage, writeToCarrier } from '../carrier/write.ts'
import { useWords } from '../language/index.ts'
import { Choice } from '../pieces/field.tsx'
import { Panel } from '../pieces/page.tsx'
import type { Asked } from './shapes.ts'

const STAGES = ['key', 'issue', 'import', 'sign'] as const satisfies readonly Stage[]

/** 写入 UKey: one button from the key to the first signature. What was begun goes on where it stopped. */
export function WriteStep({ asked, changed }: { asked: Asked; changed: (asked: Asked) => void }) {
  const { t } = useWords()
  const say = useCarrierProblem()
  const carrier = carrierOfPage()
  const [serial, setSerial] = useState('')
  const [stage, setStage] = useState<Stage>()
  const plugged = useQuery({
    queryKey: ['carriers-plugged-in'],
    queryFn: () => carrier?.list() ?? Promise.resolve<CarrierInfo[]>([]),
    enabled: carrier !== undefined,
    retry: false,
    refetchInterval: 5_000,
  })
  const list = plugged.data ?? []
  const bound = asked.carrierSerial
  const chosen = list.find((one) => one.serial === (bound ?? (serial || list[0]?.serial)))
  const work = useMutation({
    mutationFn: async (info: CarrierInfo) => {
      if (!carrier) throw new Error('no carrier')
      return writeToCarrier(carrier, await named(carrier, info), asked, setStage)
    },
    onSuccess: changed,
    onSettled: () => setStage(undefined),
  })
  return (
    <Panel title={t('desk.write')}>
      <div className="stack">
        <p>{t('desk.write-what')}</p>
        {!carrier && <p className="note">{t('carrier.none')}</p>}
        {carrier && plugged.data && !chosen && <p className="note">{t('desk.write-plug', { serial: bound ?? '' })}</p>}
        {!bound && list.length > 1 && (
          <Choice
            label={t('desk.carrier')}
            value={chosen?.serial ?? ''}
            options={list.map((one) => ({ value: one.serial, text: `${one.model} ${one.serial}` }))}
            onChange={setSerial}
          />
        )}
        {work.isPending && (
          <ol className="write-stages" aria-live="polite">
            {STAGES.map((one) => (
              <li key={one} className={one === stage ? 'now' : undefined}>
                {t(`desk.write-stage.${one}`)}
              </li>
            ))}
          </ol>
        )}
        {(work.error || plugged.error) && (
          <p className="desk-reason" role="alert">
            {say(work.error ?? plugged.error)}
          </p>
        )}
        <div>
          <Button
            size="large"
            type="primary"
            disabled={!chosen}
            loading={work.isPending}
            onClick={() => chosen && work.mutate(chosen)}
          >
            {t('desk.write-do')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

/** A carrier in software has no number before its first PIN: it is asked again once it has. */
async function named(carrier: NonNullable<ReturnType<typeof carrierOfPage>>, info: CarrierInfo): Promise<CarrierInfo> {
  if (info.state !== 'new') return info
  await carrier.unlock('')
  const [now] = await carrier.list()
  return now ?? info
}

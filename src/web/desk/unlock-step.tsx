import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { write } from '../api.ts'
import { CarrierAlert } from '../carrier/problem.tsx'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import type { Asked } from './shapes.ts'
import { Plugged, type StepProps, usePlugged } from './write-step.tsx'

/** 解锁: the carrier's own window takes the unlocking code and the new PIN; then the request is done. */
export function UnlockStep({ asked, serial, changed }: StepProps & { serial: string | null }) {
  const { t } = useWords()
  const plugged = usePlugged(serial)
  const { carrier, chosen } = plugged
  const work = useMutation({
    /** Of the carrier here; none: it was unlocked with the tool of its maker. */
    mutationFn: async (one: string | null) => {
      if (one !== null) await carrier?.unlock(one)
      return write<Asked>('POST', `/user-requests/${asked.id}/completion`)
    },
    onSuccess: changed,
  })
  return (
    <Panel title={t('desk.kind.unlock')}>
      <div className="stack">
        <p>{t('desk.unlock-what')}</p>
        <Plugged plugged={plugged} bound={serial} />
        <CarrierAlert error={work.error} next={t('desk.write-again')} />
        <div className="row">
          <Button
            size="large"
            type="primary"
            disabled={!chosen}
            loading={work.isPending}
            onClick={() => chosen && work.mutate(chosen.serial)}
          >
            {t('desk.unlock-do')}
          </Button>
          <Button size="large" disabled={work.isPending} onClick={() => work.mutate(null)}>
            {t('desk.unlock-elsewhere')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

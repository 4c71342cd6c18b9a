import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import type { Dropped } from '../pieces/dropped-files.ts'
import { Meter } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { layDown, planFor, useDesk } from './desk.ts'
import { useVerify } from './use-verify.ts'

/** While the files of a report still lie on the desk, what was missing can be dropped here and all of it is verified again. */
export function AgainWithMore({ id, isWanted }: { id: string; isWanted: boolean }) {
  const { t } = useWords()
  const { verifiedAs } = useDesk()
  const verify = useVerify()
  if (!isWanted || verifiedAs !== id) return <ProblemAlert error={verify.error} />
  const take = async (dropped: Dropped[]) => {
    const now = await layDown(dropped, true)
    if (planFor(now) === 'single') verify.start(now)
  }
  return (
    <div className="stack no-print">
      <DropZone slim multiple title={t('report.add-missing')} onFiles={(dropped) => void take(dropped)} />
      {verify.isRunning && <Meter value={verify.sent} label={t('verification.running')} />}
      <ProblemAlert error={verify.error} />
    </div>
  )
}

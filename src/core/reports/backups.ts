// What a report says of backups: 完成性 and 可用性 are two verdicts (tender 3.6.1: 完成性和可用性), and what was never drilled is not usable.

import { columns, count, durationOf, list, mean, type SectionDraft, section, share, text } from './draft.ts'
import type { BackupFact, DrillFact, ReportFacts } from './facts.ts'
import type { Cell } from './model.ts'
import { moment, VERDICTS, wordOf } from './words.ts'

export function backupsSection({ rows }: ReportFacts): SectionDraft {
  const { backups, drills } = rows
  const ended = drills.filter(({ endedAt }) => endedAt !== null)
  const checked = backups.filter(({ completeness }) => isJudged(completeness))
  const proven = ended.filter(({ usability }) => isJudged(usability))
  const timed = ended.filter(({ recoveryTimeMs }) => recoveryTimeMs !== null)
  // The last one counts.
  const drillsOf = new Map(ended.map((drill) => [drill.backupId, drill]))
  const times = timed.map(({ recoveryTimeMs }) => recoveryTimeMs ?? 0)
  const link = '/inspections/backups'
  return section('backups', text('备份与恢复演练', 'Backups and restore drills'), {
    figures: [
      count('backups', text('备份次数', 'Backups'), 'backups', backups, link),
      share(
        'complete',
        text('完成性通过', 'Complete'),
        'backups',
        checked,
        ({ completeness }) => completeness === 'pass',
      ),
      count(
        'unchecked',
        text('完成性未知', 'Not known to be complete'),
        'backups',
        backups.filter((one) => !isJudged(one.completeness)),
      ),
      count('drills', text('恢复演练次数', 'Restore drills'), 'drills', drills, link),
      share('usable', text('可用性通过', 'Usable'), 'drills', proven, ({ usability }) => usability === 'pass'),
      count(
        'undecided',
        text('演练未得出结论', 'Drills that proved nothing'),
        'drills',
        drills.filter(({ endedAt, usability }) => endedAt === null || !isJudged(usability)),
      ),
      {
        id: 'mean-recovery',
        title: text('平均恢复时间（RTO）', 'Mean recovery time (RTO)'),
        table: 'drills',
        of: timed,
        value: durationOf(mean(times)),
      },
    ],
    tables: [backupTable(backups, drillsOf)],
  })
}

/** `unknown` and nothing at all are no verdicts: such a backup is neither good nor bad. */
function isJudged(verdict: string | null): boolean {
  return verdict !== null && verdict !== 'unknown'
}

function backupTable(backups: readonly BackupFact[], drillsOf: ReadonlyMap<string, DrillFact>) {
  const shape = columns(
    ['备份对象', 'Of', 14],
    ['开始', 'Begun', 16],
    ['结束', 'Ended', 16],
    ['大小（字节）', 'Bytes', 14],
    ['完成性', 'Complete', 10],
    ['演练时间', 'Drilled', 16],
    ['可用性', 'Usable', 10],
    ['RTO（秒）', 'RTO (s)', 9],
    ['RPO（秒）', 'RPO (s)', 9],
  )
  const cells = (one: BackupFact): Cell[] => {
    const drill = drillsOf.get(one.id)
    return [
      one.subject,
      moment(one.startedAt),
      moment(one.endedAt),
      one.sizeBytes,
      one.completeness === null ? text('未检查', 'not checked') : wordOf(VERDICTS, one.completeness),
      moment(drill?.startedAt ?? null),
      drill?.usability ? wordOf(VERDICTS, drill.usability) : text('未演练', 'not drilled'),
      seconds(drill?.recoveryTimeMs),
      seconds(drill?.dataAgeMs),
    ]
  }
  return list('backups', text('备份清单', 'Backups'), { table: 'backups', columns: shape, cells }, backups)
}

function seconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : Math.round(ms / 1_000)
}

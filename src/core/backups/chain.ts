// Follows an incremental backup down to its full one: a chain with a link missing restores nothing above the gap.
// House rule on 招标文件 000:1716 (全量与增量, 保证能有效恢复、回退).

import type { SeenSet } from './source.ts'

export interface Chain {
  /** The set itself, its parent, and so on; the last one is the full backup when `problem` is absent. */
  sets: SeenSet[]
  /** `missing`: the named parent is not there. `later`: it ended after its child began. `loop`: parents go round. `no-full`: ends in an incremental without a parent. */
  problem?: { kind: 'missing' | 'later' | 'loop' | 'no-full'; at: string; parent: string }
}

export function chainOf(set: SeenSet, all: readonly SeenSet[]): Chain {
  const byName = new Map(all.map((one) => [one.name, one]))
  const sets = [set]
  for (let top = set; ; ) {
    if (top.kind === 'full') return { sets }
    const fault = (kind: 'missing' | 'later' | 'loop' | 'no-full'): Chain => ({
      sets,
      problem: { kind, at: top.name, parent: top.parent ?? '' },
    })
    if (top.parent === null) return fault('no-full')
    const parent = byName.get(top.parent)
    if (!parent) return fault('missing')
    if (sets.includes(parent)) return fault('loop')
    if (parent.endedAt === null || parent.endedAt > top.startedAt) return fault('later')
    sets.push(parent)
    top = parent
  }
}

/** Newest first, by the time the data was taken. */
export function newestFirst(sets: readonly SeenSet[]): SeenSet[] {
  return sets.toSorted((a, b) => b.startedAt - a.startedAt || (a.name < b.name ? 1 : -1))
}

// Where a changed byte of a PDF may lie although the file is still intact: in the data of a signature, which covers all but itself (what
// of it matters is tried with the messages themselves), or behind everything that was signed.

import type { DocumentMarks } from '#core/documents/marks.ts'
import type { Unsigned } from './survivors.ts'

/** @param marks of the file before the change */
export function unsignedPdfChanges(
  marks: DocumentMarks | undefined,
  before: Uint8Array,
  after: Uint8Array,
): Unsigned[] {
  const length = Math.max(before.length, after.length)
  const changed: number[] = []
  for (let at = 0; at < length; at++) if (before[at] !== after[at]) changed.push(at)
  const ranges = (marks?.signatures ?? []).flatMap(({ covered }) => (covered ? [covered] : []))
  const isCovered = (at: number) =>
    ranges.some(([start = 0, first = 0, second = 0, last = 0]) => {
      return (at >= start && at < start + first) || (at >= second && at < second + last)
    })
  if (ranges.length === 0 || changed.some(isCovered)) return []
  return ['outside every signed range']
}

// Spans of time, half open: [from, to). Merging and cutting, so that overlapping pauses count once.

import type { Instant } from '../verdict.ts'

export interface Span {
  from: Instant
  to: Instant
}

/** The same time, without overlaps, in order; empty and backward spans are gone. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = spans.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  const kept: Span[] = []
  for (const span of sorted) {
    const last = kept.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else kept.push({ ...span })
  }
  return kept
}

/** What is left of `span` without `holes`, which must be merged. */
export function without(span: Span, holes: readonly Span[]): Span[] {
  const left: Span[] = []
  let { from } = span
  for (const hole of holes) {
    if (hole.to <= from) continue
    if (hole.from >= span.to) break
    if (hole.from > from) left.push({ from, to: hole.from })
    from = hole.to
  }
  if (from < span.to) left.push({ from, to: span.to })
  return left
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + (to - from), 0)
}

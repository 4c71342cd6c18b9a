// Where a moment stands on the timeline of a report, and which marks its axis bears. Pure: the drawing is in timeline.tsx.

import { commonName } from '../certificates/names.ts'
import type { VerificationReport } from '../contract.ts'
import { instantOf, type TimeValue } from '../pieces/time.tsx'

export type MomentKind = 'claimed' | 'proven' | 'validation' | 'stops'

export interface Mark {
  kind: MomentKind
  at: number
}

/** The validity of a certificate. */
export interface Bar {
  key: string
  name: string
  role: 'target' | 'authority'
  from: number
  until: number
}

export interface Timeline {
  marks: Mark[]
  bars: Bar[]
  from: number
  until: number
}

const DAY_MS = 86_400_000
const MAX_BARS = 8
const MARGIN = 0.04

/** What the signers' own certificates and the times span is shown whole; an authority's longer life is cut at the edges. */
export function timelineOf(report: VerificationReport): Timeline {
  const marks = marksOf(report)
  const bars = barsOf(report)
  const own = bars.filter(({ role }) => role === 'target')
  const edges = [...marks.map(({ at }) => at), ...own.flatMap(({ from, until }) => [from, until])]
  const first = Math.min(...edges)
  const last = Math.max(...edges)
  const margin = Math.max((last - first) * MARGIN, DAY_MS / 24)
  return { marks, bars, from: first - margin, until: last + margin }
}

function marksOf({ times, stopsValidating }: VerificationReport): Mark[] {
  const wanted: [MomentKind, TimeValue][] = [
    ['claimed', times.claimed],
    ['proven', times.proven],
    ['validation', times.validation],
    ['stops', stopsValidating?.at],
  ]
  return wanted.flatMap(([kind, value]) => {
    const at = instantOf(value)
    return at === undefined ? [] : [{ kind, at }]
  })
}

function barsOf(report: VerificationReport): Bar[] {
  const own = report.signers.map((signer) => ({ ...signer, role: 'target' as const }))
  const above = report.signers.flatMap((signer) =>
    (signer.chain ?? [])
      .filter(({ role }) => role !== 'target')
      .map((link) => ({ ...link, role: 'authority' as const })),
  )
  const bars = [...own, ...above].flatMap(({ subject, serialHex, notBefore, notAfter, role }) => {
    const [from, until] = [instantOf(notBefore), instantOf(notAfter)]
    if (from === undefined || until === undefined) return []
    return [{ key: `${serialHex} ${subject}`, name: commonName(subject ?? '—'), role, from, until }]
  })
  return [...new Map(bars.toReversed().map((bar) => [bar.key, bar])).values()].toReversed().slice(0, MAX_BARS)
}

/** @returns 0 at the left edge, 1 at the right; outside for what lies outside */
export function shareOf({ from, until }: Pick<Timeline, 'from' | 'until'>, at: number): number {
  return (at - from) / (until - from)
}

export interface Tick {
  at: number
  text: string
}

const SHANGHAI_MS = 8 * 3_600_000
const WHOLE_DAYS = [1, 2, 5, 10] as const
const WHOLE_MONTHS = [1, 3, 6, 12, 24, 60, 120, 240] as const

/** Round moments in Shanghai, at most `wanted` of them. */
export function ticksOf({ from, until }: Pick<Timeline, 'from' | 'until'>, wanted: number): Tick[] {
  const span = until - from
  const hours = [1, 3, 6, 12].find((step) => span / (step * 3_600_000) <= wanted)
  if (hours && span < 4 * DAY_MS) return evenTicks(from, until, hours * 3_600_000, (text) => text.slice(5, 16))
  const days = WHOLE_DAYS.find((step) => span / (step * DAY_MS) <= wanted)
  if (days) return evenTicks(from, until, days * DAY_MS, (text) => text.slice(5, 10))
  const months = WHOLE_MONTHS.find((step) => span / (step * 30.4 * DAY_MS) <= wanted) ?? 480
  return monthTicks(from, until, months)
}

const local = (at: number) => new Date(at + SHANGHAI_MS).toISOString().replace('T', ' ')

function evenTicks(from: number, until: number, stepMs: number, show: (text: string) => string): Tick[] {
  const ticks: Tick[] = []
  for (let at = Math.ceil((from + SHANGHAI_MS) / stepMs) * stepMs - SHANGHAI_MS; at <= until; at += stepMs)
    ticks.push({ at, text: show(local(at)) })
  return ticks
}

function monthTicks(from: number, until: number, months: number): Tick[] {
  const ticks: Tick[] = []
  const start = new Date(from + SHANGHAI_MS)
  let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months
  for (; ; month += months) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1) - SHANGHAI_MS
    if (at > until) return ticks
    if (at >= from) ticks.push({ at, text: months < 12 ? local(at).slice(0, 7) : local(at).slice(0, 4) })
  }
}

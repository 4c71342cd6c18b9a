// Lineages on the wire.

import { z } from '@hono/zod-openapi'
import type { Reason } from '#core/checks/check.ts'
import { START_TLS_KINDS } from '#core/checks/start-tls.ts'
import { reasonText } from '#core/messages/reason-text.ts'
import type { Instant } from '#core/verdict.ts'
import { KEY_ORIGINS } from '#db/schema/lineages.ts'
import { iso, Texts } from '../shapes.ts'
import { placeState } from '../watching/placements.ts'
import type { LineageDetail, LineageLine } from './get.ts'

const at = z.iso.datetime()
const level = z.enum(['ok', 'notice', 'warning', 'critical', 'expired'])

export const ReasonShape = z.object({
  code: z.string(),
  verdict: z.enum(['warn', 'fail', 'unknown', 'skipped']),
  citation: z.string(),
  problem: Texts,
  text: Texts,
  advice: Texts,
})

export function told(reason: Reason): z.input<typeof ReasonShape> {
  const { problem, symptom, remedy } = reasonText(reason)
  const { code, verdict, citation } = reason
  return { code, verdict, citation, problem, text: symptom, advice: remedy }
}

const line = {
  id: z.string(),
  name: z.string(),
  purpose: z.string(),
  owner: z.string(),
  trust: z.enum(['public', 'private']),
  supersedesId: z.string().nullable(),
  state: z.enum(['active', 'withdrawn']),
  createdAt: at,
  notAfter: at.nullable(),
  daysLeft: z.number().nullable(),
  level: level.nullable(),
  bindings: z.number(),
  proved: z.number(),
  isRunOpen: z.boolean(),
}

export const LineageShape = z.object(line).openapi('CertificateLineage')
export const LineagePageShape = z
  .object({ items: z.array(LineageShape), nextCursor: z.string().nullable() })
  .openapi('CertificateLineagePage')

const Held = z.object({
  certificateId: z.string(),
  sha256: z.string(),
  subject: z.string(),
  issuer: z.string(),
  sans: z.array(z.string()),
  algorithm: z.string(),
  notBefore: at,
  notAfter: at,
  state: z.enum(['issued', 'active', 'superseded', 'withdrawn', 'revoked']),
  supersedesId: z.string().nullable(),
  revokedAt: at.nullable(),
  seenInCrlAt: at.nullable(),
  seenInOcspAt: at.nullable(),
  keyId: z.string(),
  keyOrigin: z.enum(KEY_ORIGINS),
  keyOwner: z.string(),
  keyCustody: z.string().nullable(),
  keyCompromisedAt: at.nullable(),
  addedAt: at,
})

const PlaceState = z.enum(['proved', 'other', 'silent', 'unasked'])

const Place = z.object({
  place: z.string(),
  via: z.enum(['node', 'vip']),
  seenSha256: z.string().nullable(),
  verdict: z.enum(['pass', 'warn', 'fail', 'unknown', 'skipped']),
  /** Of this place alone; the binding's own leaves out what stands in front of it. */
  state: PlaceState,
  reasons: z.array(ReasonShape),
  at,
})

const Binding = z.object({
  id: z.string(),
  targetKind: z.string(),
  targetVersion: z.string().nullable(),
  nodeName: z.string(),
  nodeId: z.string().nullable(),
  address: z.string(),
  port: z.number(),
  vip: z.string().nullable(),
  serverName: z.string(),
  startTls: z.enum(START_TLS_KINDS),
  certificateId: z.string().nullable(),
  expectedSha256: z.string().nullable(),
  state: PlaceState,
  places: z.array(Place),
})

const names = z.array(z.string())

export const LineageDetailShape = z
  .object({
    ...line,
    certificates: z.array(Held),
    bindingMatrix: z.array(Binding),
    standing: z.object({ proved: names, other: names, silent: names, unasked: names }),
    alarming: z.array(ReasonShape),
    waived: z.array(ReasonShape),
    evidence: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['domain', 'identity']),
        validatedAt: at,
        usableUntil: at,
        reference: z.string(),
      }),
    ),
    waivers: z.array(
      z.object({
        id: z.string(),
        code: z.string(),
        until: at,
        reason: z.string(),
        createdAt: at,
        endedAt: at.nullable(),
        isInForce: z.boolean(),
      }),
    ),
    runs: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['installation', 'emergency', 'withdrawal']),
        state: z.enum(['open', 'proved', 'cancelled']),
        certificateId: z.string().nullable(),
        reason: z.string(),
        openedAt: at,
        closedAt: at.nullable(),
      }),
    ),
    calendar: z.array(z.object({ level, at })),
    renewBy: at.nullable(),
    renewalsPerYear: z.array(z.object({ year: z.number(), count: z.number() })),
  })
  .openapi('CertificateLineageDetail')

const orNull = (instant: Instant | null) => (instant === null ? null : iso(instant))

export function lineageOf(row: LineageLine): z.input<typeof LineageShape> {
  const {
    id,
    name,
    purpose,
    owner,
    trust,
    supersedesId,
    state,
    daysLeft,
    level: urgency,
    bindings,
    proved,
    isRunOpen,
  } = row
  return {
    ...{ id, name, purpose, owner, trust, supersedesId, state, daysLeft, level: urgency, bindings, proved, isRunOpen },
    createdAt: iso(row.createdAt),
    notAfter: orNull(row.notAfter),
  }
}

export function lineageDetailOf(detail: LineageDetail, now: Instant): z.input<typeof LineageDetailShape> {
  return {
    ...lineageOf(detail),
    certificates: detail.certificates.map((one) => ({
      ...one,
      notBefore: iso(one.notBefore),
      notAfter: iso(one.notAfter),
      revokedAt: orNull(one.revokedAt),
      seenInCrlAt: orNull(one.seenInCrlAt),
      seenInOcspAt: orNull(one.seenInOcspAt),
      keyCompromisedAt: orNull(one.keyCompromisedAt),
      addedAt: iso(one.addedAt),
    })),
    bindingMatrix: detail.matrix.map(bindingOf),
    standing: detail.standing,
    alarming: detail.alarming.map(told),
    waived: detail.waived.map(told),
    evidence: detail.evidence.map(({ id, kind, validatedAt, usableUntil, reference }) => ({
      id,
      kind,
      reference,
      validatedAt: iso(validatedAt),
      usableUntil: iso(usableUntil),
    })),
    waivers: detail.waivers.map(({ id, code, until, reason, createdAt, endedAt }) => ({
      id,
      code,
      reason,
      until: iso(until),
      createdAt: iso(createdAt),
      endedAt: orNull(endedAt),
      isInForce: now < until && endedAt === null,
    })),
    runs: detail.runs.map(({ id, kind, state, certificateId, reason, openedAt, closedAt }) => ({
      ...{ id, kind, state, certificateId, reason },
      openedAt: iso(openedAt),
      closedAt: orNull(closedAt),
    })),
    calendar: detail.calendar.map((one) => ({ level: one.level, at: iso(one.at) })),
    renewBy: orNull(detail.renewBy),
    renewalsPerYear: detail.renewalsPerYear,
  }
}

function bindingOf({ binding, expected, sightings, state }: LineageDetail['matrix'][number]): z.input<typeof Binding> {
  const { lineageId: _, createdBy: __, createdAt: ___, removedAt: ____, ...row } = binding
  return {
    ...row,
    state,
    expectedSha256: expected,
    places: sightings.map((sighting) => {
      const { place, via, seenSha256, verdict, reasons } = sighting
      return {
        ...{ place, via, seenSha256, verdict, state: placeState(expected, sighting) },
        reasons: reasons.map(told),
        at: iso(sighting.at),
      }
    }),
  }
}

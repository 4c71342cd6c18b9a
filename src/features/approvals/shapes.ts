// Approvals as the API writes them.

import { z } from '@hono/zod-openapi'
import { say } from '#core/messages/fill.ts'
import { messages } from '#core/messages/index.ts'
import type { Instant } from '#core/verdict.ts'
import type { Actor } from '#src/context.ts'
import type { Kinds, Line } from './kind.ts'
import { requestOf } from './perform.ts'
import { type ApprovalRow, isOwn, SHOWN_STATES, stateOf } from './rules.ts'

const Text = z.object({ zh: z.string(), en: z.string() })
const moment = z.iso.datetime().nullable()
const Said = z.object({ code: z.string(), text: Text })
const Person = z.object({ id: z.string(), name: z.string() })

export const ApprovalShape = z
  .object({
    id: z.string(),
    kind: z.string(),
    title: Text,
    object: z.object({ type: z.string(), id: z.string() }),
    subject: z.string(),
    lines: z.array(Said).openapi({ description: 'What exactly will happen, or has' }),
    requestSha256: z.string(),
    reason: z.string(),
    state: z.enum(SHOWN_STATES),
    requestedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    requestedBy: Person,
    decidedAt: moment,
    decidedBy: Person.nullable(),
    decisionReason: z.string().nullable(),
    useBy: moment,
    endedAt: moment,
    problem: Said.nullable().openapi({ description: 'Why it failed' }),
    isEmergency: z.boolean().openapi({ description: 'Passed by one person alone, with both sealed halves' }),
    isOwn: z.boolean().openapi({ description: 'Asked for by who is looking: another person decides' }),
    mayDecide: z.boolean(),
  })
  .openapi('Approval')
export type ApprovalJson = z.output<typeof ApprovalShape>

export const ApprovalDecision = z
  .object({
    approval: ApprovalShape,
    handOver: z.record(z.string(), z.string()).optional().openapi({ description: 'Shown once and kept nowhere' }),
  })
  .openapi('ApprovalDecision')

const iso = (at: Instant) => new Date(at).toISOString()
const isoOrNull = (at: Instant | null) => (at === null ? null : iso(at))
const said = ({ code, params }: Line) => ({ code, text: say(messages, code, params) })

/** @param actor who is looking */
export function approvalOf(
  row: ApprovalRow,
  kinds: Kinds,
  { now, actor }: { now: Instant; actor: Actor },
): ApprovalJson {
  const kind = kinds.find(({ id }) => id === row.kind)
  const request = kind && requestOf(kind, row)
  const state = stateOf(row, now)
  const own = actor.type === 'account' && isOwn(row, actor)
  const holds =
    actor.type === 'account' &&
    (kind?.deciders ?? []).some((role) => actor.roles.includes(role)) &&
    kind?.concerns?.(request) !== actor.personId
  return {
    id: row.id,
    kind: row.kind,
    title: say(messages, `approvals.kind.${row.kind}`, {}),
    object: { type: row.objectType, id: row.objectId },
    ...{ subject: row.subject, requestSha256: row.requestSha256, reason: row.reason, state },
    lines: kind ? kind.describe(request).map(said) : [],
    requestedAt: iso(row.requestedAt),
    expiresAt: iso(row.expiresAt),
    requestedBy: { id: row.requestedBy, name: row.requestedName },
    decidedAt: isoOrNull(row.decidedAt),
    decidedBy: row.decidedBy === null ? null : { id: row.decidedBy, name: row.decidedName ?? '' },
    decisionReason: row.decisionReason,
    useBy: isoOrNull(row.useBy),
    endedAt: isoOrNull(row.endedAt),
    problem: problemOf(row, state),
    isEmergency: row.emergencyId !== null,
    isOwn: own,
    mayDecide: holds && !own && state === 'pending',
  }
}

function problemOf({ outcome }: ApprovalRow, state: string): ApprovalJson['problem'] {
  if (state === 'interrupted') return said({ code: 'approvals.is-interrupted' })
  const code = state === 'failed' ? outcome?.code : undefined
  if (typeof code !== 'string') return null
  return said({ code, params: (outcome?.params ?? {}) as Record<string, string | number> })
}

// Who hears of a ticket's transition. Everything told here is told in the transition's own transaction: it happened and was told, or neither.
// A slice that tickets may import (notices) is called from this function; nothing else announces tickets.

import { isExpiryCode } from '#core/notices/alarm.ts'
import type { Tx } from '#db/database.ts'
import type { tickets } from '#db/schema/tickets.ts'
import { type AlarmNotice, answerAlarm, tellAlarm } from '#features/notices/index.ts'
import type { Ctx } from '#src/context.ts'
import type { TicketEvent } from './rules.ts'

export interface ToldTransition {
  /** As it is after the transition. */
  ticket: typeof tickets.$inferSelect
  event: TicketEvent
  /** Name of the person or the job. */
  by: string
  detail: Readonly<Record<string, unknown>>
}

/** Raised and recovered causes go to the outbox; who answers, or ends it, stops the calls. What people write is not announced. */
export async function tellTransition(
  tx: Tx,
  ctx: Pick<Ctx, 'actor' | 'now' | 'requestId'>,
  { ticket, event, by }: ToldTransition,
): Promise<void> {
  const told = TOLD[event]
  if (told) await tellAlarm(tx, ctx, alarmOf(ticket, told, by))
  if (ticket.respondedAt !== null || ticket.state !== 'open') await answerAlarm(tx, ctx, ticket.number)
}

interface Told {
  change: AlarmNotice['change']
  heading: string
}

const TOLD: Readonly<Partial<Record<TicketEvent, Told>>> = {
  opened: { change: 'raised', heading: '告警' },
  'seen-again': { change: 'raised', heading: '再次出现' },
  reopened: { change: 'raised', heading: '重新打开' },
  reclassified: { change: 'raised', heading: '级别变更' },
  recovered: { change: 'recovered', heading: '恢复' },
}
const KINDS: Readonly<Partial<Record<string, string>>> = { fault: '故障', warning: '预警' }

function alarmOf(ticket: ToldTransition['ticket'], { change, heading }: Told, by: string): AlarmNotice {
  const { number, kind, level, titleZh, systemName, nodeName, code, fingerprint, respondedAt } = ticket
  const place = [systemName, nodeName].filter((part) => part !== null).join(' / ')
  return {
    number,
    cause: fingerprint ?? number,
    change,
    system: systemName,
    isExpiry: isExpiryCode(code),
    title: `【${heading}】${place ? `${place}：` : ''}${titleZh}`,
    items: [`工单 ${number}，${KINDS[kind] ?? kind}，${level} 级（${by}）`],
    isAcknowledged: respondedAt !== null,
    isFault: kind === 'fault',
  }
}

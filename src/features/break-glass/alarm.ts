// Whoever opens it is seen by everybody: a finding with its ticket, and the alarm that goes with one.

import type { Tx } from '#db/database.ts'
import { OWN_SYSTEM, recordSighting } from '#features/tickets/index.ts'
import type { Ctx } from '#src/context.ts'
import type { OpeningRow } from './rules.ts'

const NODE = { id: 'zhengxun-break-glass', name: '应急通道' }
const CITATION = '安全规则：应急通道一经使用即告警'

const checkOf = (openingId: string) => ({
  id: `break-glass.${openingId}`,
  title: { zh: '应急通道', en: 'Break-glass' },
})

export async function raiseAlarm(tx: Tx, { now }: Ctx, { id, name, role, reason }: OpeningRow): Promise<void> {
  const params = { name, role, reason: reason.slice(0, 200) }
  await recordSighting(tx, {
    ...{ system: OWN_SYSTEM, node: NODE, check: checkOf(id), at: now },
    reasons: [{ code: 'break-glass.opened', verdict: 'fail', citation: CITATION, params }],
  })
}

/** New halves lie sealed: the way it was opened is shut again. The ticket stays for people to close. */
export async function endAlarm(tx: Tx, { now }: Ctx, openingId: string): Promise<void> {
  await recordSighting(tx, { system: OWN_SYSTEM, node: NODE, check: checkOf(openingId), reasons: [], at: now })
}

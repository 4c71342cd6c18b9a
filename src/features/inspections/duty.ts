// 非工作日由值班人员巡检: on days nobody works, a round is signed by somebody the roster names (house rule from the settled readings
// of the tender). A roster without accounts names nobody, and then it decides nothing.

import { civilDateOf } from '#core/calendar/civil.ts'
import { isWorkingDay } from '#core/sla/calendar.ts'
import type { Tx } from '#db/database.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { onDutyAt } from '#features/duty/index.ts'
import { type AccountActor, AppError, type Ctx } from '#src/context.ts'

/**
 * Who was on duty when the round was signed, by name, for its audit row.
 * @throws AppError `forbidden` on a non-working day, for a person the roster does not name while it names others
 */
export async function demandDuty(tx: Tx, { now }: Pick<Ctx, 'now'>, inspector: AccountActor): Promise<string[]> {
  const shifts = await onDutyAt(tx, now)
  const persons = [...new Set(shifts.map(({ person }) => person))]
  const named = shifts.filter(({ accountId }) => accountId !== null)
  const isOnDuty = named.some(({ accountId }) => accountId === inspector.accountId)
  if (named.length === 0 || isOnDuty || isWorkingDay(await houseCalendar(tx), civilDateOf(now))) return persons
  throw new AppError('forbidden', 'inspections.not-on-duty', { persons: persons.join('、') })
}

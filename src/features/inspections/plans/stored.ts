// The plans as the database keeps them: versions that follow each other, the newest that holds on a date says what is planned for it.

import { asc, eq } from 'drizzle-orm'
import { type CivilDate, civilDateOf } from '#core/calendar/civil.ts'
import type { HousePlan } from '#core/calendar/house-plans.ts'
import { type Occurrence, occurrences, type Plan } from '#core/calendar/plan.ts'
import type { WorkCalendar } from '#core/sla/calendar.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { inspectionPlanVersions } from '#db/schema/inspections.ts'

export type PlanVersion = typeof inspectionPlanVersions.$inferSelect

/** Enters what the product is shipped with, where no plan of that name is known. */
export async function seedHousePlans(db: Db | Tx, plans: readonly HousePlan[], now: Instant): Promise<void> {
  const rows = plans.map(({ id, title, ...plan }) => ({
    ...plan,
    planId: id,
    version: 1,
    fromDate: civilDateOf(now),
    titleZh: title.zh,
    titleEn: title.en,
    reason: '',
    createdBy: 'zhengxun',
    createdAt: now,
  }))
  await db.insert(inspectionPlanVersions).values(rows).onConflictDoNothing()
}

/** Every version of every plan, or of one, oldest first. */
export function planVersions(db: Db | Tx, planId?: string): Promise<PlanVersion[]> {
  return db
    .select()
    .from(inspectionPlanVersions)
    .where(planId === undefined ? undefined : eq(inspectionPlanVersions.planId, planId))
    .orderBy(asc(inspectionPlanVersions.planId), asc(inspectionPlanVersions.version))
}

/** @param versions of one plan, oldest first */
export function versionOn(versions: readonly PlanVersion[], date: CivilDate): PlanVersion | undefined {
  return versions.findLast((version) => version.fromDate <= date)
}

export function planOf({ planId, titleZh, titleEn, days, slots }: PlanVersion): Plan {
  return { id: planId, title: { zh: titleZh, en: titleEn }, days, slots }
}

export interface Planned extends Occurrence {
  version: PlanVersion
}

/** What the versions of one plan plan for the span, each date by the version that holds on it. */
export function plannedBetween(
  versions: readonly PlanVersion[],
  calendar: WorkCalendar,
  from: CivilDate,
  through: CivilDate,
): Planned[] {
  return versions
    .flatMap((version) =>
      version.isRunning
        ? occurrences(planOf(version), from, through, calendar).map((one) => ({ ...one, version }))
        : [],
    )
    .filter(({ date, version }) => versionOn(versions, date) === version)
    .sort((a, b) => a.plannedAt - b.plannedAt)
}

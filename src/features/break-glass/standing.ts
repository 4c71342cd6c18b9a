import { desc, eq, isNotNull } from 'drizzle-orm'
import { breakGlassOpenings, breakGlassSets } from '#db/schema/break-glass.ts'
import type { Ctx } from '#src/context.ts'
import type { OpeningRow } from './rules.ts'

export interface Standing {
  sealed: { firstHolder: string; secondHolder: string; createdAt: number } | null
  /** Emergencies there were, the newest first. */
  openings: OpeningRow[]
}

const SHOWN = 50

export async function standing({ db }: Ctx): Promise<Standing> {
  const { firstHolder, secondHolder, createdAt, state } = breakGlassSets
  const [sealed] = await db
    .select({ firstHolder, secondHolder, createdAt })
    .from(breakGlassSets)
    .where(eq(state, 'sealed'))
  const openings = await db
    .select()
    .from(breakGlassOpenings)
    .where(isNotNull(breakGlassOpenings.openedAt))
    .orderBy(desc(breakGlassOpenings.openedAt))
    .limit(SHOWN)
  return { sealed: sealed ?? null, openings }
}

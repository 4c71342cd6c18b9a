import { describe, expect, it } from 'vitest'
import { listChanges } from '#features/trust/changes.ts'
import {
  approveChange,
  listMaterials,
  type Proposal,
  proposeChange,
  refuseChange,
  withdrawChange,
} from '#features/trust/index.ts'
import { ChangesQuery, MaterialsQuery } from '#features/trust/inputs.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { withDatabase } from '../../database.ts'
import { certificate, REFERENCE } from '../../fixtures/built.ts'
import { cast } from './stage.ts'

const SEQUENCES = Number(process.env.ZHENGXUN_TEST_SEQUENCES ?? 60)
const STEPS = 6
const database = await withDatabase()
const people = await cast(database, REFERENCE)

/** Repeatable chance (mulberry32): a failure names its seed. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const LABELS = ['root', 'issuing', 'constrained-ca', 'site-gov', 'ocsp']
const pick = <T>(items: readonly T[], next: (below: number) => number) => items[next(items.length)]

async function anyStep(ctx: Ctx, next: (below: number) => number): Promise<unknown> {
  const state = next(2) === 0 ? 'pending' : undefined
  const pending = (await listChanges(ctx, ChangesQuery.parse({ limit: 20, state }))).items
  const used = (await listMaterials(ctx, MaterialsQuery.parse({}))).items
  const change = pick(pending, next)?.id ?? '00000000-0000-4000-8000-000000000000'
  const materialId = pick(used, next)?.id ?? '00000000-0000-4000-8000-000000000000'
  const label = pick(LABELS, next) ?? 'root'
  const add: Proposal = {
    action: 'add',
    kind: 'anchor',
    file: { name: label, bytes: certificate('rsa', label) },
    reason: 'random',
  }
  const steps = [
    () => proposeChange(ctx, add),
    () => proposeChange(ctx, { action: 'remove', kind: 'anchor', materialId, reason: 'random' }),
    () => proposeChange(ctx, { action: 'replace', kind: 'anchor', materialId, usage: 'timestamps', reason: 'random' }),
    () => approveChange(ctx, change),
    () => approveChange(ctx, change),
    () => refuseChange(ctx, change, 'random'),
    () => withdrawChange(ctx, change),
  ]
  return pick(steps, next)?.()
}

describe('one person alone', () => {
  it(`changes nothing that is trusted, in ${SEQUENCES} random sequences with both of their accounts`, async () => {
    const accounts = [people.wang, people.wangsOther]
    const before = await listMaterials(people.li, MaterialsQuery.parse({}))
    let refused = 0
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const next = chance(seed)
      for (let step = 0; step < STEPS; step++)
        await anyStep(pick(accounts, next) ?? people.wang, next).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error
          refused += 1
        })
      expect(await listMaterials(people.li, MaterialsQuery.parse({})), `seed ${seed}`).toEqual(before)
    }
    const approvals = await listChanges(people.li, ChangesQuery.parse({ state: 'approved' }))
    expect(approvals.items).toEqual([])
    expect(refused).toBeGreaterThan(SEQUENCES)
  }, 120_000)

  it('does with another person: the same steps do change it', async () => {
    const next = chance(7)
    const approved = () => listChanges(people.li, ChangesQuery.parse({ state: 'approved', limit: 200 }))
    // Which change is picked depends on the order of random ids: some runs need many steps until one fits.
    for (let step = 0; step < 1000 && (await approved()).items.length === 0; step++)
      await anyStep(pick([people.wang, people.li], next) ?? people.li, next).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error
      })
    const approvals = await approved()
    expect(approvals.items.length).toBeGreaterThan(0)
    for (const { proposedPerson, decidedPerson } of approvals.items) expect(decidedPerson).not.toBe(proposedPerson)
  }, 60_000)
})

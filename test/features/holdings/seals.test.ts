// Who held which seal on a day, and the seals in the evidence of the certificate they list.

import { sql } from 'drizzle-orm'
import { unzipSync, zipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { DAY_MS, instantOf } from '#core/calendar/civil.ts'
import { linked, type Manifest, manifestBytes, sha256 } from '#features/holdings/evidence/manifest.ts'
import { takeEvidence } from '#features/holdings/evidence/take.ts'
import { verifyEvidence } from '#features/holdings/index.ts'
import { dayFrom, type SealTold, sealStandingAt, wasSealHeld } from '#features/holdings/rules.ts'
import { findHoldings } from '#features/holdings/search.ts'
import { approveStanding } from '#features/seals/decide.ts'
import { findSeal } from '#features/seals/list.ts'
import { requestSeal, requestStanding } from '#features/seals/request.ts'
import type { Ctx } from '#src/context.ts'
import { withDatabase } from '../../database.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { checkSeal } from '../../support/seal-checker.ts'
import { LATER, sealHouse } from '../seals/house.ts'

const database = await withDatabase()
const house = await sealHouse(database)
const { clerk, officer, equip, holder, wanted, made } = house
const shop = opensslWorkshop()
const auditor = house.as(await house.office.personOf('auditor'))
const later = (ctx: Ctx, days: number): Ctx => ({ ...ctx, now: LATER + days * DAY_MS })
const day = (days: number) => new Date(LATER + days * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10)
const asked = (query: string, days: number, withEnded = false) =>
  findHoldings(later(auditor, 30), { query, on: day(days), withEnded })

let one: { id: string; staffId: string }
let sealId = ''
let other: { id: string }
beforeAll(async () => {
  const maker = await equip('seal-making', '样例制章者')
  one = await holder('310106', '王芳')
  other = await holder('310106', '陈静')
  sealId = await made((await requestSeal(clerk, wanted([one.id]), { certificates: [] })).id, maker.id)
  await made((await requestSeal(clerk, wanted([other.id], '陈静'), { certificates: [] })).id, maker.id)
  const standing = async (kind: 'freeze' | 'unfreeze' | 'destroy', days: number) => {
    const { id } = await requestStanding(later(clerk, days), sealId, { kind, reason: '遗失' })
    await approveStanding(later(officer, days), id)
  }
  await standing('freeze', 2)
  await standing('unfreeze', 4)
  await standing('destroy', 6)
})

describe('who held which seal', () => {
  it('is told for the day that was asked about, with who asked, reviewed and made it', async () => {
    const held = async (days: number) => (await asked('王芳', days)).seals.map(({ standing }) => standing)
    expect(await Promise.all([-1, 0, 2, 3, 4, 5, 6, 7].map(held))).toEqual([
      ...[[], ['active'], ['frozen'], ['frozen'], ['active'], ['active'], ['destroyed'], []],
    ])
    const [line] = (await asked('王芳', 7, true)).seals
    expect(line).toMatchObject({
      seal: { id: sealId, name: '王芳之印', districtId: '310106' },
      endedAt: LATER + 6 * DAY_MS,
    })
    const names = [clerk, officer, house.operator].map(({ actor }) => (actor.type === 'account' ? actor.name : ''))
    expect([line?.persons.requester, line?.persons.reviewer, line?.persons.maker]).toEqual(names)
  })

  it('is found by the seal’s number and by the certificate it lists, on the trail, and not from another district', async () => {
    const { number } = await findSeal(officer, sealId)
    for (const query of [number, '王芳之印', '01'])
      expect((await asked(query, 0)).seals.map(({ seal }) => seal.id)).toEqual([sealId])
    const { rows } = await database.db.execute<{ detail: { seals: string[] } }>(
      sql`select detail from audit_log where action = 'holdings.searched' order by seq desc limit 1`,
    )
    expect(rows[0]?.detail.seals).toEqual([sealId])
    const elsewhere = house.as(await house.office.personOf('auditor', '310115'))
    expect((await findHoldings(elsewhere, { query: '王芳', on: day(0), withEnded: true })).seals).toEqual([])
  })

  it('a seal that ran out was held until the day it did', () => {
    const end = instantOf('2026-12-05') + 12 * 3_600_000
    const told: SealTold[] = [{ to: 'active', at: instantOf('2026-12-01') }]
    expect(sealStandingAt(told, end, end + 1)).toBe('expired')
    expect(wasSealHeld(told, end, dayFrom(instantOf('2026-12-05')))).toBe(true)
    expect(wasSealHeld(told, end, dayFrom(instantOf('2026-12-06')))).toBe(false)
    expect(sealStandingAt(told, end, instantOf('2026-11-30'))).toBeUndefined()
  })
})

describe('the evidence of a certificate that seals list', () => {
  const codes = async (entries: Record<string, Uint8Array>) =>
    (await verifyEvidence(zipSync(entries, { level: 0 }), nodePrimitives)).faults.map(({ code }) => code)
  const packOf = async (id: string) => unzipSync((await takeEvidence(auditor, id)).bytes)
  const manifestOf = (files: Record<string, Uint8Array>) =>
    JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as Manifest
  /** As somebody would who makes the whole pack up again around another file. */
  const madeUp = (files: Record<string, Uint8Array>, more: Partial<Manifest> = {}) => {
    const manifest = { ...manifestOf(files), ...more }
    const entries = manifest.entries.map(({ path }) => ({ path, bytes: files[path] ?? new Uint8Array() }))
    return { ...files, 'manifest.json': manifestBytes({ ...manifest, ...linked(entries) }) }
  }

  it('holds the seal as its maker signed it, and who made it; openssl says the same of it', async () => {
    const files = await packOf(one.id)
    const { number, der } = await findSeal(officer, sealId)
    const [path] = Object.keys(files).filter((name) => name.startsWith('seals/'))
    expect(path).toBe(`seals/${number}.esl`)
    expect(Buffer.from(files[path ?? ''] ?? [])).toEqual(Buffer.from(der))
    expect(checkSeal(shop, files[path ?? ''] ?? new Uint8Array()).holders).toHaveLength(1)
    const story = Buffer.from(files['seals.json'] ?? []).toString()
    for (const word of ['王芳之印', 'destroyed']) expect(story).toContain(word)
    const trail = Buffer.from(files['audit.jsonl'] ?? []).toString()
    expect(trail).toContain('seal-request.made')
    // The certificates were put into the tables past their requests: nothing else is missing.
    expect(await codes(files)).toEqual(await codes(madeUp(files)))
    expect(await codes(files)).not.toContainEqual(expect.stringMatching(/^evidence\.seal/))
  })

  it('is refused with another seal, one of somebody else, one whose maker’s signature does not hold, or one too many', async () => {
    const files = await packOf(one.id)
    const { number } = await findSeal(officer, sealId)
    const path = `seals/${number}.esl`
    const sealFaults = async (entries: Record<string, Uint8Array>) =>
      (await codes(entries)).filter((code) => code.startsWith('evidence.seal'))
    const broken = Uint8Array.from(files[path] ?? [])
    broken[broken.length - 3] = (broken.at(-3) ?? 0) ^ 1
    expect(await sealFaults({ ...files, [path]: broken })).toEqual(['evidence.seal-other'])
    expect(
      await sealFaults(madeUp({ ...files, [path]: broken }, { seals: [{ number, sha256: sha256(broken) }] })),
    ).toEqual(['evidence.seal-broken'])
    const strange = await packOf(other.id)
    const [theirs = ''] = Object.keys(strange).filter((name) => name.startsWith('seals/'))
    const theirNumber = theirs.slice('seals/'.length, -'.esl'.length)
    const swapped = { ...files, [theirs]: strange[theirs] ?? new Uint8Array() }
    expect(await sealFaults(swapped)).toEqual(['evidence.seal-other'])
    const listed = [{ number: theirNumber, sha256: sha256(strange[theirs] ?? new Uint8Array()) }]
    const { [path]: _, ...without } = swapped
    expect(await sealFaults(madeUp(without, { seals: listed }))).toEqual(['evidence.seal-of-others'])
    expect(await sealFaults(without)).toContain('evidence.seal-other')
  })
})

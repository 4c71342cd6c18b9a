import { eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { auditLog } from '#db/schema/audit.ts'
import { trustChanges, trustMaterials } from '#db/schema/trust.ts'
import { listChanges } from '#features/trust/changes.ts'
import {
  approveChange,
  getMaterial,
  houseMaterial,
  installTrustAnchors,
  listMaterials,
  type Proposal,
  proposeChange,
  refuseChange,
  withdrawChange,
} from '#features/trust/index.ts'
import { ChangesQuery, MaterialsQuery } from '#features/trust/inputs.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { certificate, crl, REFERENCE } from '../../fixtures/built.ts'
import { type Cast, cast, daysLater } from './stage.ts'

let database: TestDatabase
let people: Cast
beforeEach(async () => {
  database = await withDatabase()
  people = await cast(database, REFERENCE)
})

const rootFile = { name: 'root.cer', bytes: certificate('rsa', 'root') }
const root: Proposal = { action: 'add', kind: 'anchor', file: rootFile, reason: '新建省级根' }
const anchorsOf = async () => (await houseMaterial(people.wang)).anchors.length
const audited = async () =>
  (await database.db.select().from(auditLog).orderBy(auditLog.seq))
    .map(({ action }) => action)
    .filter((action) => action.startsWith('trust'))
const code = (expected: string) => ({ code: expected })

async function added(proposal: Proposal = root): Promise<string> {
  const { change } = await proposeChange(people.wang, proposal)
  await approveChange(people.li, change.id)
  const [row] = await database.db
    .select({ id: trustMaterials.id })
    .from(trustMaterials)
    .where(eq(trustMaterials.addedChange, change.id))
  return row?.id ?? ''
}

describe('a change of trust', () => {
  it('takes effect when another person approves it, not before, and both steps are audited', async () => {
    const { change, preview } = await proposeChange(people.wang, root)
    expect(preview).toMatchObject({ warnings: [], certificate: { isSelfSigned: true }, usedBy: { verifications: 0 } })
    expect(await anchorsOf()).toBe(0)
    expect(await approveChange(people.li, change.id)).toMatchObject({ state: 'approved', decidedName: 'li' })
    expect(await anchorsOf()).toBe(1)
    expect(await audited()).toEqual(['trust-change.proposed', 'trust-change.approved'])
  })

  it('is not approved or refused by who proposed it, by neither of their accounts', async () => {
    const { change } = await proposeChange(people.wang, root)
    for (const ctx of [people.wang, people.wangsOther]) {
      await expect(approveChange(ctx, change.id)).rejects.toMatchObject(code('trust.same-person'))
      await expect(refuseChange(ctx, change.id, '不需要')).rejects.toMatchObject(code('trust.same-person'))
    }
    expect(await anchorsOf()).toBe(0)
    expect(await audited()).toEqual(['trust-change.proposed'])
  })

  it('is not decided by an account made after it was proposed, nor by one that does not exist', async () => {
    const { change } = await proposeChange(people.wang, root)
    const newcomer = await people.newcomer()
    const nobody = testCtx(database.db, { actor: actorOf('security-admin'), now: REFERENCE })
    for (const ctx of [newcomer, nobody])
      await expect(approveChange(ctx, change.id)).rejects.toMatchObject(code('trust.account-too-new'))
  })

  it('is proposed by persons only: a job may not', async () => {
    const job = testCtx(database.db, { now: REFERENCE })
    await expect(proposeChange(job, root)).rejects.toMatchObject(code('trust.person-required'))
  })

  it('is decided once', async () => {
    const { change } = await proposeChange(people.wang, root)
    expect(await refuseChange(people.li, change.id, '来源不明')).toMatchObject({ decisionReason: '来源不明' })
    await expect(approveChange(people.li, change.id)).rejects.toMatchObject(code('trust.change-refused'))
    expect(await anchorsOf()).toBe(0)
    const again = await proposeChange(people.wang, root)
    await approveChange(people.li, again.change.id)
    await expect(withdrawChange(people.wang, again.change.id)).rejects.toMatchObject(code('trust.change-approved'))
  })

  it('is withdrawn by who proposed it, whichever account they use, and by nobody else', async () => {
    const { change } = await proposeChange(people.wang, root)
    await expect(withdrawChange(people.li, change.id)).rejects.toMatchObject(code('trust.not-proposer'))
    await withdrawChange(people.wangsOther, change.id)
    await expect(approveChange(people.li, change.id)).rejects.toMatchObject(code('trust.change-withdrawn'))
  })

  it('can be approved for fourteen days, and not on the fifteenth', async () => {
    const { change } = await proposeChange(people.wang, root)
    const states = async (ctx = people.li) => (await listChanges(ctx, ChangesQuery.parse({ state: 'expired' }))).items
    const late = daysLater(people.li, 14)
    expect(await states()).toHaveLength(0)
    expect(await states(late)).toHaveLength(1)
    await expect(approveChange(late, change.id)).rejects.toMatchObject(code('trust.change-expired'))
    const inTime = { ...late, now: late.now - 1 }
    expect(await approveChange(inTime, change.id)).toMatchObject({ state: 'approved' })
  })

  it('of two at once only one is made', async () => {
    const { change } = await proposeChange(people.wang, root)
    await expect(proposeChange(people.li, root)).rejects.toMatchObject(code('trust.proposed-already'))
    const both = await Promise.allSettled([approveChange(people.li, change.id), approveChange(people.li, change.id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(proposeChange(people.wang, root)).rejects.toMatchObject(code('trust.exists'))
  })

  it('that removes something keeps it on record, with who asked and who agreed', async () => {
    const materialId = await added()
    const { change } = await proposeChange(people.li, {
      action: 'remove',
      kind: 'anchor',
      materialId,
      reason: '停用此根',
    })
    expect(await anchorsOf()).toBe(1)
    await approveChange(people.wang, change.id)
    expect(await anchorsOf()).toBe(0)
    const detail = await getMaterial(people.wang, materialId)
    expect(detail.material.removedAt).toBe(REFERENCE)
    const told = detail.history.map(({ action, proposedName, decidedName }) => [action, proposedName, decidedName])
    expect(told.sort()).toEqual([
      ['add', 'wang', 'li'],
      ['remove', 'li', 'wang'],
    ])
    const gone = await listMaterials(people.wang, MaterialsQuery.parse({ state: 'removed' }))
    expect(gone.items.map(({ id }) => id)).toEqual([materialId])
  })

  it('of an anchor’s usage ends the one and begins the other', async () => {
    const materialId = await added()
    const proposal: Proposal = {
      action: 'replace',
      kind: 'anchor',
      materialId,
      usage: 'timestamps',
      reason: '仅用于时间戳',
    }
    const { change } = await proposeChange(people.wang, proposal)
    await approveChange(people.li, change.id)
    const house = await houseMaterial(people.wang)
    const counts = [house.anchors.length, house.tsaAnchors.length, house.certificateAnchors.length]
    expect(counts).toEqual([0, 1, 0])
    const now = await listMaterials(people.wang, MaterialsQuery.parse({}))
    await expect(proposeChange(people.wang, { ...proposal, materialId: now.items[0]?.id ?? '' })).rejects.toMatchObject(
      code('trust.nothing-changes'),
    )
  })

  it('must be one readable object of the kind it is said to be', async () => {
    const bytes = (text: string) => ({ name: 'x', bytes: new TextEncoder().encode(text) })
    const pem = (der: Uint8Array) =>
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`
    const two = bytes(pem(rootFile.bytes) + pem(certificate('rsa', 'issuing')))
    await expect(proposeChange(people.wang, { ...root, file: two })).rejects.toMatchObject(code('trust.one-object'))
    const cut = { name: 'x', bytes: rootFile.bytes.slice(0, -1) }
    await expect(proposeChange(people.wang, { ...root, file: cut })).rejects.toMatchObject(
      code('trust.file-unreadable'),
    )
    const asList: Proposal = { ...root, kind: 'crl' }
    await expect(proposeChange(people.wang, asList)).rejects.toMatchObject(code('trust.file-unreadable'))
    const { file: _, ...none } = root
    await expect(proposeChange(people.wang, none)).rejects.toMatchObject(code('trust.file-required'))
  })
})

describe('the database', () => {
  const approvedBy = (who: typeof people.wang) => ({
    state: 'approved' as const,
    decidedAt: REFERENCE,
    decidedBy: who.actor.type === 'account' ? who.actor.accountId : '',
    decidedPerson: who.actor.type === 'account' ? who.actor.personId : '',
    decidedName: 'x',
  })
  const refusal = (constraint: string) => ({ cause: { constraint } })

  it('refuses an approval by the proposer’s own person, whichever account', async () => {
    const { change } = await proposeChange(people.wang, root)
    for (const who of [people.wang, people.wangsOther]) {
      const update = database.db.update(trustChanges).set(approvedBy(who)).where(eq(trustChanges.id, change.id))
      await expect(update).rejects.toMatchObject(refusal('trust_changes_four_eyes'))
    }
    await database.db.update(trustChanges).set(approvedBy(people.li)).where(eq(trustChanges.id, change.id))
  })

  it('refuses anchors that no approved change brought, once there are accounts', async () => {
    const system = testCtx(database.db, { now: REFERENCE })
    await expect(installTrustAnchors(system, rootFile, 'all')).rejects.toMatchObject(
      refusal('trust_materials_four_eyes'),
    )
    const { change } = await proposeChange(people.wang, root)
    const {
      id: _,
      addedChange: __,
      ...row
    } = await materialOf(await added({ ...root, file: { name: '', bytes: certificate('sm2', 'root') } }))
    const smuggled = {
      ...row,
      id: crypto.randomUUID(),
      content: rootFile.bytes,
      sha256: change.sha256,
      addedChange: change.id,
    }
    const insert = database.db.insert(trustMaterials).values(smuggled)
    await expect(insert).rejects.toMatchObject(refusal('trust_materials_four_eyes'))
  })

  it('refuses to change or delete what was decided and what is trusted', async () => {
    const id = await added()
    const four = refusal('trust_materials_four_eyes')
    const once = refusal('trust_changes_once')
    const { db } = database
    await expect(db.delete(trustMaterials)).rejects.toMatchObject(four)
    await expect(db.update(trustMaterials).set({ usage: 'timestamps' })).rejects.toMatchObject(four)
    await expect(db.execute(sql`truncate trust_materials cascade`)).rejects.toThrow()
    const ended = { removedAt: REFERENCE, removedChange: (await materialOf(id)).addedChange }
    await expect(db.update(trustMaterials).set(ended)).rejects.toMatchObject(four)
    await expect(db.update(trustChanges).set({ reason: '另一个' })).rejects.toMatchObject(once)
    await expect(db.delete(trustChanges)).rejects.toMatchObject(once)
  })

  async function materialOf(id: string) {
    const [row] = await database.db.select().from(trustMaterials).where(eq(trustMaterials.id, id))
    if (!row) throw new Error('no such material')
    return row
  }
})

describe('a preview', () => {
  const warnings = async (proposal: Partial<Proposal>) =>
    (await proposeChange(people.wang, { ...root, ...proposal })).preview.warnings.map((one) => one.code)
  const file = (label: string) => ({ name: label, bytes: certificate('rsa', label) })

  it('says what is weak, over, no CA, or leads nowhere', async () => {
    expect(await warnings({ kind: 'intermediate', file: file('issuing') })).toEqual(['trust.chains-nowhere'])
    expect(await warnings({ file: file('site-rsa1024') })).toEqual(
      expect.arrayContaining(['trust.weak-key', 'trust.not-a-ca', 'trust.not-self-issued']),
    )
    expect(await warnings({ kind: 'intermediate', file: file('issuing-expired') })).toContain('trust.expired')
  })

  it('names the anchor of the house a certificate or a revocation list leads to', async () => {
    const anchor = await added()
    const intermediate = await proposeChange(people.wang, { ...root, kind: 'intermediate', file: file('issuing') })
    expect(intermediate.preview.warnings).toEqual([])
    expect(intermediate.preview.chain.at(-1)?.materialId).toBe(anchor)
    await approveChange(people.li, intermediate.change.id)
    const list = (label: string) => ({ ...root, kind: 'crl' as const, file: { name: label, bytes: crl('rsa', label) } })
    const good = (await proposeChange(people.wang, list('issuing'))).preview
    expect(good).toMatchObject({ warnings: [], crl: { entries: expect.any(Number) } })
    expect(good.chain.at(-1)?.materialId).toBe(anchor)
    const forged = (await proposeChange(people.wang, list('issuing-bad-signature'))).preview
    expect(forged.warnings.map((one) => one.code)).toEqual(['trust.chains-nowhere'])
    const stale = (await proposeChange(people.wang, list('issuing-expired'))).preview
    expect(stale.warnings.map((one) => one.code)).toEqual(['trust.stale'])
  })
})

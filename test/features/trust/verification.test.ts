import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { approveChange, listMaterials, type Proposal, proposeChange } from '#features/trust/index.ts'
import { verifyUpload } from '#features/verification/index.ts'
import type { Ctx } from '#src/context.ts'
import { withDatabase } from '../../database.ts'
import { certificate, crl, REFERENCE } from '../../fixtures/built.ts'
import { userSignature } from '../../support/judged.ts'
import { type Cast, cast } from './stage.ts'

const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(() => verifier.close())
const database = await withDatabase()
const people: Cast = await cast(database, REFERENCE, { verifier })
const ctx: Ctx = people.wang
const file = { name: '证明.p7s', bytes: await userSignature('rsa') }
const named = (name: string, bytes: Uint8Array) => ({ name, bytes })

async function change(proposal: Partial<Proposal>): Promise<void> {
  const made = await proposeChange(people.wang, { action: 'add', kind: 'anchor', reason: '验签所需', ...proposal })
  await approveChange(people.li, made.change.id)
}

const policy = (more: object) => ({
  kind: 'policy' as const,
  file: named('policy', new TextEncoder().encode(JSON.stringify({ ...HOUSE, ...more }))),
})
const HOUSE = { name: { zh: '本局', en: 'House' }, requireRevocation: true, crossCheck: false, leadDays: 30 }

describe('a verification with nothing but what the house holds', () => {
  beforeAll(async () => {
    await change({ kind: 'intermediate', file: named('issuing', certificate('rsa', 'issuing')) })
    await change({ kind: 'crl', file: named('issuing', crl('rsa', 'issuing')) })
    await change({ kind: 'crl', file: named('root', crl('rsa', 'root')) })
    await change({ file: named('root', certificate('rsa', 'root')), usage: 'timestamps' })
    await change(policy({ id: 'civil', anchorGroups: ['civil-servant'] }))
    await change(policy({ id: 'any' }))
  })

  it('is INDETERMINATE while the root is trusted for timestamps only, and VALID once for documents', async () => {
    const before = (await verifyUpload(ctx, { file })).report
    expect(before).toMatchObject({ verdict: 'INDETERMINATE', policy: { id: 'default', version: 1 } })
    const { items } = await listMaterials(ctx, { kind: 'anchor', state: 'active', limit: 1 })
    await change({ action: 'replace', materialId: items[0]?.id ?? '', usage: 'documents' })
    expect((await verifyUpload(ctx, { file })).report.verdict).toBe('VALID')
  })

  it('asks what the policy named asks, and says which it was', async () => {
    const under = async (id: string) => (await verifyUpload(ctx, { file, policy: id })).report
    expect(await under('any')).toMatchObject({ verdict: 'VALID', policy: { id: 'any', version: 1 } })
    expect(await under('civil')).toMatchObject({ verdict: 'INDETERMINATE', policy: { id: 'civil', version: 1 } })
    await expect(under('lenient')).rejects.toMatchObject({ kind: 'not-found', code: 'trust.policy-unknown' })
  })

  it('takes no anchors from the asker where the policy says whose count', async () => {
    const anchors = [named('root', certificate('rsa', 'root'))]
    const asked = verifyUpload(ctx, { file, anchors, policy: 'civil' })
    await expect(asked).rejects.toMatchObject({ kind: 'bad-input', code: 'verification.anchors-not-taken' })
    expect((await verifyUpload(ctx, { file, anchors, policy: 'any' })).report.verdict).toBe('VALID')
  })
})

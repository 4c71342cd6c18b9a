import { beforeEach, describe, expect, it } from 'vitest'
import { approveChange, houseMaterial, listMaterials, listPolicies, proposeChange } from '#features/trust/index.ts'
import { MaterialsQuery } from '#features/trust/inputs.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { certificate, crl, REFERENCE } from '../../fixtures/built.ts'
import { type Cast, cast } from './stage.ts'

let database: TestDatabase
let people: Cast
beforeEach(async () => {
  database = await withDatabase()
  people = await cast(database, REFERENCE)
})

const HOUSE = {
  id: 'house',
  name: { zh: '本局', en: 'House' },
  requireRevocation: true,
  crossCheck: true,
  minimumLevel: 'T',
  leadDays: 45,
}
const asFile = (policy: object) => ({ name: 'policy.json', bytes: new TextEncoder().encode(JSON.stringify(policy)) })

async function put(policy: object, materialId?: string) {
  const target = materialId === undefined ? { action: 'add' as const } : { action: 'replace' as const, materialId }
  const { change, preview } = await proposeChange(people.wang, {
    ...target,
    kind: 'policy',
    file: asFile(policy),
    reason: '按本局规定',
  })
  await approveChange(people.li, change.id)
  const { items } = await listMaterials(people.wang, MaterialsQuery.parse({ kind: 'policy' }))
  return { preview, id: items.find(({ subject }) => subject === change.subject)?.id ?? '' }
}

describe('a policy of the house', () => {
  it('is asked for by its name, and each change of it is a version more', async () => {
    const { id } = await put(HOUSE)
    expect((await houseMaterial(people.wang, 'house')).policy).toEqual({ ...HOUSE, version: 1 })
    const second = await put({ ...HOUSE, leadDays: 60 }, id)
    expect((await houseMaterial(people.wang, 'house')).policy).toEqual({ ...HOUSE, leadDays: 60, version: 2 })
    const { change } = await proposeChange(people.li, {
      action: 'remove',
      kind: 'policy',
      materialId: second.id,
      reason: '不再使用',
    })
    await approveChange(people.wang, change.id)
    await expect(houseMaterial(people.wang, 'house')).rejects.toMatchObject({
      code: 'trust.policy-unknown',
      params: { known: 'default, offline, corpus, counter-service' },
    })
    await put(HOUSE)
    expect((await houseMaterial(people.wang, 'house')).policy.version).toBe(3)
  })

  it('may stand in for the default one, goes on from its version, and says what it gives up', async () => {
    const { preview } = await put({ ...HOUSE, id: 'default', requireRevocation: false })
    expect(preview.warnings.map(({ code }) => code)).toEqual(['trust.policy-no-revocation'])
    expect((await houseMaterial(people.wang)).policy).toMatchObject({ version: 2, requireRevocation: false })
    expect((await listPolicies(people.wang)).map(({ id, version }) => `${id} ${version}`)).toEqual([
      'offline 1',
      'corpus 1',
      'counter-service 1',
      'default 2',
    ])
  })

  it('is not replaced by one of another name, nor by itself', async () => {
    const { id } = await put(HOUSE)
    await expect(put({ ...HOUSE, id: 'other' }, id)).rejects.toMatchObject({ code: 'trust.target-other-policy' })
    await expect(put(HOUSE, id)).rejects.toMatchObject({ code: 'trust.nothing-changes' })
  })

  it('chooses among the anchors by the purpose of the national root they are', async () => {
    const anchor = { name: 'root', bytes: certificate('rsa', 'root') }
    const { change } = await proposeChange(people.wang, {
      action: 'add',
      kind: 'anchor',
      file: anchor,
      reason: '省级根',
    })
    await approveChange(people.li, change.id)
    await put({ ...HOUSE, anchorGroups: ['civil-servant'] })
    await put({ ...HOUSE, id: 'others', anchorGroups: ['other', 'device'] })
    expect((await houseMaterial(people.wang, 'house')).anchors).toEqual([])
    expect((await houseMaterial(people.wang, 'others')).anchors).toHaveLength(1)
  })
})

describe('evidence and intermediates of the house', () => {
  it('go to every verification once approved', async () => {
    const add = async (kind: 'intermediate' | 'crl', bytes: Uint8Array) => {
      const { change } = await proposeChange(people.wang, {
        action: 'add',
        kind,
        file: { name: kind, bytes },
        reason: '补充材料',
      })
      await approveChange(people.li, change.id)
    }
    await add('intermediate', certificate('rsa', 'issuing'))
    await add('crl', crl('rsa', 'root'))
    const house = await houseMaterial(people.wang)
    expect(house.intermediates.map(({ bytes }) => bytes)).toEqual([certificate('rsa', 'issuing')])
    expect(house.crls.map(({ bytes }) => bytes)).toEqual([crl('rsa', 'root')])
    expect(house.anchors).toEqual([])
  })
})

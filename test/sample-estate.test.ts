import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { listAuthorities } from '#features/authority/index.ts'
import { getLineage, LineagesQuery, listLineages } from '#features/certificates/index.ts'
import { loadSampleEstate } from '#src/sample-estate.ts'
import { testCtx } from './context.ts'
import { withDatabase } from './database.ts'
import { authorityEstate } from './features/authority/estate.ts'
import { withLaboratory } from './lab/laboratory.ts'

const world = withLaboratory()

describe('the sites of the sample estate', async () => {
  const { db } = await withDatabase()
  const keys = openKeyVault(randomBytes(32))
  const ctx = () => testCtx(db, { now: Date.now(), ports: { keys, requestMaker } })
  const lineages = async () => (await listLineages(ctx(), LineagesQuery.parse({}))).items
  const held = async () => {
    const gov = (await lineages()).find(({ name }) => name === '*.rsj.sh.gov.cn')
    return (await getLineage(ctx(), gov?.id ?? '')).certificates.length
  }

  it('have a lineage each, with both nodes, also after the laboratory has started again', async () => {
    for (const start of ['first', 'second']) {
      await loadSampleEstate(ctx(), world.lab, false)
      const rows = (await lineages()).map(({ name, bindings }) => `${name} ${bindings}`)
      expect(rows.sort(), start).toEqual(['*.rsj.sh.cegn.cn 2', '*.rsj.sh.gov.cn 2', 'worldskills2022.com 2'])
    }
    expect(await held()).toBe(1)
  })

  it('know the old certificate where a node still shows it', async () => {
    await world.lab.setFault('site-gov-b', 'tls.leaf-expiring', true)
    await loadSampleEstate(ctx(), world.lab, false)
    expect(await held()).toBe(2)
    await world.lab.setFault('site-gov-b', 'tls.leaf-expiring', false)
  })
})

describe('the authorities of the sample estate', async () => {
  const { db } = await withDatabase()
  const reachedAt = async () => (await listAuthorities(testCtx(db))).map(({ publicUrl }) => publicUrl)
  const moves = async () =>
    (await db.execute(sql`select detail->>'to' t from audit_log where action = 'authority.moved'`)).rows

  it('name the address of this start in what they sign from now on; one that somebody founded beside them stays', async () => {
    const [before, after] = ['http://127.0.0.1:8460', 'http://127.0.0.1:9460']
    const keys = openKeyVault(randomBytes(32))
    const started = (url: string) =>
      loadSampleEstate(testCtx(db, { now: Date.now(), ports: { keys, requestMaker } }), world.lab, false, url)
    await started(before)
    expect(await reachedAt()).toEqual([before, before])
    await started(before)
    expect(await moves()).toEqual([])
    await authorityEstate(db).found({ label: 'their-own', name: 'their own', publicUrl: 'http://pki.example.cn' })
    await started(after)
    expect((await reachedAt()).sort()).toEqual([after, after, 'http://pki.example.cn'])
    expect(await moves()).toEqual([{ t: after }, { t: after }])
  })
})

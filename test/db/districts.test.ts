import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Db } from '#db/database.ts'
import { verificationBatches } from '#db/schema/verification.ts'
import { inDistrict, WHOLE_ESTATE } from '#db/scope.ts'
import { databaseFor } from '#features/accounts/index.ts'
import type { Actor } from '#src/context.ts'
import { actorOf, NOW } from '../context.ts'
import { withDatabase } from '../database.ts'

const { db, owner } = await withDatabase()
const HUANGPU = '310101'
const PUDONG = '310115'
const [huangpu, pudong, nowhere] = [HUANGPU, PUDONG, ''].map((district) => inDistrict(db, district)) as [Db, Db, Db]

/** Belongs to a person, not to a district: it says which district the person works for. */
const NO_DISTRICT_DATA = 'accounts'

const newId = () => crypto.randomUUID()

/** Written as the handle sees it: nobody names a district. */
async function batchFrom(handle: Db): Promise<string> {
  const id = newId()
  await handle.insert(verificationBatches).values({
    ...{ id, createdAt: NOW, actorId: 'a', actorName: 'A', name: 'n' },
    ...{ state: 'waiting' as const, isWatched: false },
  })
  await handle.execute(
    sql`insert into verification_batch_items (batch_id, position, file_name, state, attempts) values (${id}, 1, 'f', 'waiting', 0)`,
  )
  return id
}

const idsSeen = async (handle: Db) =>
  (await handle.select({ id: verificationBatches.id }).from(verificationBatches)).map(({ id }) => id)
const itemsSeen = async (handle: Db) =>
  (await handle.execute(sql`select batch_id as id from verification_batch_items`)).rows.map(({ id }) => id)

describe('what belongs to a district', async () => {
  const ofHuangpu = await batchFrom(huangpu)
  const ofPudong = await batchFrom(pudong)
  const ofCentre = await batchFrom(db)

  it('is seen from that district and from the whole estate, with all that hangs on it, and from nowhere else', async () => {
    for (const seen of [idsSeen, itemsSeen]) {
      expect(await seen(huangpu)).toEqual([ofHuangpu])
      expect(await seen(pudong)).toEqual([ofPudong])
      expect((await seen(db)).sort()).toEqual([ofHuangpu, ofPudong, ofCentre].sort())
      expect(await seen(inDistrict(db, WHOLE_ESTATE))).toHaveLength(3)
      expect(await seen(nowhere)).toEqual([])
    }
  })

  it('is neither changed, deleted nor moved from another district, by raw SQL either', async () => {
    for (const change of [
      sql`update verification_batches set name = 'x' where id = ${ofPudong}`,
      sql`delete from verification_batches where id = ${ofPudong}`,
      sql`update verification_batch_items set file_name = 'x' where batch_id = ${ofPudong}`,
      sql`delete from verification_batch_items where batch_id = ${ofPudong}`,
    ])
      for (const handle of [huangpu, nowhere]) expect((await handle.execute(change)).rowCount).toBe(0)
    const refused = { cause: expect.objectContaining({ code: '42501', message: expect.stringContaining('row-level') }) }
    for (const change of [
      sql`update verification_batches set district_id = ${PUDONG} where id = ${ofHuangpu}`,
      sql`update verification_batches set district_id = null where id = ${ofHuangpu}`,
      sql`insert into verification_batch_items (batch_id, position, file_name, state, attempts) values (${ofPudong}, 2, 'f', 'waiting', 0)`,
    ])
      await expect(huangpu.execute(change)).rejects.toMatchObject(refused)
    await expect(batchFrom(nowhere)).rejects.toMatchObject(refused)
    expect((await db.execute(sql`select 1 from verification_batches where name = 'x'`)).rowCount).toBe(0)
  })

  it('is seen from one district in a transaction too, and the connection goes back as it came', async () => {
    await huangpu.transaction(async (tx) => {
      expect((await tx.select().from(verificationBatches)).map(({ id }) => id)).toEqual([ofHuangpu])
      await tx.transaction(async (inner) => {
        expect((await inner.select().from(verificationBatches)).map(({ id }) => id)).toEqual([ofHuangpu])
      })
    })
    await expect(huangpu.transaction(() => Promise.reject(new Error('undone')))).rejects.toThrow('undone')
    // The pool has four connections; each was a district's by now.
    const settings = await Promise.all(
      Array.from({ length: 8 }, () =>
        db.execute<{ district: string }>(sql`select current_setting('app.district') as district`),
      ),
    )
    expect(new Set(settings.map(({ rows }) => rows[0]?.district))).toEqual(new Set(['*']))
    const mixed = await Promise.all(Array.from({ length: 12 }, (_, n) => idsSeen([huangpu, pudong, db][n % 3] as Db)))
    expect(mixed.map((ids) => ids.length)).toEqual(Array.from({ length: 12 }, (_, n) => (n % 3 === 2 ? 3 : 1)))
  })

  it('is hidden from a connection that says nothing', async () => {
    const silent = await owner.transaction(async (tx) => {
      await tx.execute(sql`set local role zhengxun_app`)
      return (await tx.execute(sql`select id from verification_batches`)).rows
    })
    expect(silent).toEqual([])
  })

  it('has no statement outside of a transaction that names the district', async () => {
    const client = await (
      huangpu as Db & { $client: { connect(): Promise<import('pg').PoolClient> } }
    ).$client.connect()
    await expect(client.query('select id from verification_batches')).rejects.toThrow('has no district')
    client.release()
  })
})

describe('an actor', () => {
  const seenBy = async (actor: Actor) => (await idsSeen(databaseFor(db, actor))).length

  it('sees the own district, the whole estate by the roles of the centre, and nothing as a clerk of no district', async () => {
    expect(await seenBy({ ...actorOf('district-clerk'), districtId: HUANGPU })).toBe(1)
    expect(await seenBy({ ...actorOf('district-clerk'), districtId: '310104' })).toBe(0)
    expect(await seenBy(actorOf('district-clerk'))).toBe(0)
    expect(await seenBy(actorOf('auditor'))).toBe(3)
    expect(await seenBy({ ...actorOf('auditor'), districtId: PUDONG })).toBe(1)
    expect(await seenBy({ type: 'system', name: 'job' })).toBe(3)
    expect(await seenBy({ type: 'anonymous', address: '' })).toBe(0)
    expect(await seenBy(actorOf())).toBe(0)
  })
})

describe('every table with a district', () => {
  it('has a policy, and so has every table that hangs on one', async () => {
    const { rows } = await owner.execute<{ name: string; hangs: boolean; protected: boolean }>(sql`
      with recursive own as (
        select attrelid as oid from pg_attribute where attname = 'district_id' and not attisdropped
          and attrelid in (select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace)
          and attrelid::regclass::text <> ${NO_DISTRICT_DATA}
      ), hanging as (
        -- By a reference that a row cannot be without.
        select conrelid as oid from pg_constraint c where contype = 'f' and confrelid in (select oid from own)
          and (select bool_and(attnotnull) from pg_attribute a where a.attrelid = conrelid and a.attnum = any(conkey))
      )
      select c.relname as name, c.oid in (select oid from hanging) as hangs, c.relrowsecurity
          and exists (select from pg_policy where polrelid = c.oid and polname = 'district') as protected
        from pg_class c where c.oid in (select oid from own union select oid from hanging) order by 1`)
    expect(rows.map(({ name }) => name)).toEqual([
      'authority_issuances',
      'carrier_holdings',
      'credential_events',
      'credentials',
      'org_units',
      'seal_events',
      'seal_requests',
      'seals',
      'staff',
      'staff_imports',
      'user_request_batch_rows',
      'user_request_batches',
      'user_request_events',
      'user_request_materials',
      'user_requests',
      'verification_batch_files',
      'verification_batch_items',
      'verification_batches',
      'verification_files',
      'verifications',
    ])
    expect(rows.filter((row) => !row.protected)).toEqual([])
  })

  it('knows the sixteen districts of Shanghai and the centre', async () => {
    const { rows } = await db.execute<{ id: string; name: string }>(
      sql`select id, name from districts order by position`,
    )
    expect(rows).toHaveLength(17)
    expect(rows[0]).toEqual({ id: '310000', name: '市中心' })
    for (const { id } of rows) expect(id).toMatch(/^310(000|1\d\d)$/)
    await expect(db.execute(sql`delete from districts`)).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { APPLICATION_ROLE, actingRole, refuseStrongRole } from '#db/acting-role.ts'
import { migrate, OwnerNeeded, openDatabase } from '#db/open.node.ts'
import { withDatabase } from '../database.ts'

const { db, owner, url } = await withDatabase()

/** Told once: rows that no correction overwrites. */
const APPEND_ONLY = [
  'audit_log',
  'authority_revocations',
  'carrier_holdings',
  'credential_events',
  'identity_digest_keys',
  'issuer_replies',
  'probe_results',
  'report_checks',
  'report_contents',
  'report_files',
  'rights_seals',
  'round_archives',
  'round_events',
  'round_photos',
  'round_results',
  'round_signatures',
  'seal_maker_revocations',
  'seal_events',
  'spare_moves',
  'staff_imports',
  'ticket_events',
  'user_request_events',
  'validation_evidence',
]

const refused = { cause: expect.objectContaining({ code: '42501' }) }

async function privileges(): Promise<Map<string, string[]>> {
  const { rows } = await db.execute<{ name: string; may: string[] }>(sql`
    select c.relname as name, array_agg(p order by p) filter (where has_table_privilege(current_user, c.oid, p)) as may
    from pg_class c, unnest(array['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.relname`)
  return new Map(rows.map(({ name, may }) => [name, may ?? []]))
}

describe("the application's role in the database", () => {
  it('owns nothing, passes no row-level policy and makes no table', async () => {
    expect(await refuseStrongRole(db)).toMatchObject({ acting: APPLICATION_ROLE, faults: [] })
    for (const statement of [
      'create table mine (n int)',
      'alter table accounts add column x int',
      'drop table sessions',
      'alter table audit_log disable trigger user',
      'create or replace function refuse_audit_change() returns trigger language plpgsql as $$ begin return new; end $$',
      'truncate sessions',
      'create role intruder superuser',
      `alter role ${APPLICATION_ROLE} bypassrls`,
      "select pg_read_file('/etc/passwd')",
    ])
      await expect(db.execute(sql.raw(statement)), statement).rejects.toMatchObject(refused)
  })

  it('reads and adds to what is told once, and never changes, deletes or empties it', async () => {
    const may = await privileges()
    expect(may.size).toBeGreaterThan(60)
    for (const name of APPEND_ONLY) expect([name, may.get(name)]).toEqual([name, ['INSERT', 'SELECT']])
    for (const name of APPEND_ONLY)
      for (const change of [`delete from ${name}`, `truncate ${name}`])
        await expect(db.execute(sql.raw(change)), change).rejects.toMatchObject(refused)
    await expect(db.execute(sql`update audit_log set action = action`)).rejects.toMatchObject(refused)
    for (const [name, list] of may) expect([name, list.filter((one) => one.length > 6)]).toEqual([name, []])
  })

  it('reads who excludes whom and which districts there are, and cannot make an exception', async () => {
    for (const name of ['role_conflicts', 'districts', 'user_request_transitions']) {
      expect((await privileges()).get(name)).toEqual(['SELECT'])
      await expect(db.execute(sql.raw(`delete from ${name}`))).rejects.toMatchObject(refused)
    }
  })

  it('has its rights on the tables of later migrations too', async () => {
    await owner.execute(sql`create table of_a_later_release (n int)`)
    await db.execute(sql`insert into of_a_later_release values (1)`)
    await expect(db.execute(sql`truncate of_a_later_release`)).rejects.toMatchObject(refused)
    await owner.execute(sql`drop table of_a_later_release`)
  })

  it('is told apart from one that could change the trail', async () => {
    await expect(refuseStrongRole(owner)).rejects.toMatchObject({ name: 'RoleTooStrong', role: new URL(url).username })
    expect((await actingRole(owner)).faults).toContain('changes-the-audit-trail')
    await owner.execute(sql`grant update on audit_log to ${sql.identifier(APPLICATION_ROLE)}`)
    await expect(refuseStrongRole(db)).rejects.toMatchObject({ faults: ['changes-the-audit-trail'] })
    await owner.execute(sql`revoke update on audit_log from ${sql.identifier(APPLICATION_ROLE)}`)
    expect((await refuseStrongRole(db)).isLoginOwner).toBe(true)
  })
})

/** As on a managed server: the owner of one database, who may not create roles, and a login of the service. */
async function managed() {
  const server = inject('databaseServerUrl')
  const mark = randomBytes(6).toString('hex')
  const names = { owner: `owner_${mark}`, login: `login_${mark}`, database: `test_${mark}` }
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create role ${names.owner} login password 'o'`)
  await admin.query(`create role ${names.login} login password 'l'`)
  await admin.query(`grant ${APPLICATION_ROLE} to ${names.login}`)
  await admin.query(`create database ${names.database} owner ${names.owner} template template0`)
  const as = (role: string, password: string) => {
    const address = new URL(server)
    Object.assign(address, { username: role, password, pathname: `/${names.database}` })
    return address.href
  }
  const close = async () => {
    await admin.query(`drop database ${names.database} with (force)`)
    await admin.query(`drop role ${names.owner}, ${names.login}`)
    await admin.end()
  }
  return { owner: as(names.owner, 'o'), login: as(names.login, 'l'), close }
}

describe('a database of somebody else', () => {
  it('is brought up to date by its owner alone, and served by a login that is not', async () => {
    const place = await managed()
    try {
      await expect(migrate(place.login)).rejects.toBeInstanceOf(OwnerNeeded)
      const count = await migrate(place.owner)
      expect(await migrate(place.login)).toBe(count)
      const served = openDatabase(place.login, { poolSize: 1, applicationName: 'test' })
      expect(await refuseStrongRole(served.db)).toMatchObject({ acting: APPLICATION_ROLE, isLoginOwner: false })
      await served.close()
      const bare = new pg.Pool({ connectionString: place.login, max: 1 })
      expect((await refuseStrongRole(drizzle(bare))).faults).toEqual([])
      await bare.end()
      // Nobody let the owner act as the application: with its address alone the service does not begin.
      const alone = openDatabase(place.owner, { poolSize: 1, applicationName: 'test' })
      await expect(refuseStrongRole(alone.db)).rejects.toThrow()
      await alone.close()
    } finally {
      await place.close()
    }
  })
})

import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { migrate } from '#db/open.node.ts'
import { withDatabase } from '../database.ts'

describe('migrations', () => {
  it('may be applied by several instances at once, and again, without effect', async () => {
    const { url } = await withDatabase()
    const counts = await Promise.all([migrate(url), migrate(url), migrate(url)])
    expect(new Set(counts).size).toBe(1)
    expect(counts[0]).toBeGreaterThan(0)
  })

  it('refuse a database that holds one they do not know, and leave it alone', async () => {
    const { owner, url } = await withDatabase()
    await owner.execute(sql`update drizzle.__drizzle_migrations set hash = 'of a later release' where id = 1`)
    await expect(migrate(url)).rejects.toThrow('another release')
  })
})

describe('the guards in the database', () => {
  const holder = (person: string, roles: string[]) =>
    sql.raw(`
    insert into persons values ('${person}', 'P', now()) on conflict do nothing;
    with a as (insert into accounts (id, person_id, username, password_hash, password_changed_at, created_at)
      values (gen_random_uuid(), '${person}', gen_random_uuid()::text, '', now(), now()) returning id)
    insert into account_roles select a.id, r, now() from a, unnest(array['${roles.join("','")}']) r;`)
  const one = '00000000-0000-4000-8000-000000000001'
  const two = '00000000-0000-4000-8000-000000000002'

  it('refuse two of the three administrators on one account, and on two accounts of one person', async () => {
    const { db } = await withDatabase()
    const conflict = { cause: expect.objectContaining({ constraint: 'account_roles_conflict' }) }
    await expect(db.execute(holder(one, ['system-admin', 'audit-admin']))).rejects.toMatchObject(conflict)
    await db.execute(holder(one, ['system-admin', 'operator']))
    await expect(db.execute(holder(one, ['security-admin']))).rejects.toMatchObject(conflict)
    await db.execute(holder(two, ['security-admin']))
  })

  it('refuse even its owner to change, delete or empty the audit trail', async () => {
    const { db, owner } = await withDatabase()
    await db.execute(
      sql`insert into audit_log values (1, now(), 'system', 'x', 'x', null, '{}', null, null, 'r', 'a', 't', '1', '{}', '', 'h', 'sha256')`,
    )
    for (const change of ['update audit_log set action = action', 'delete from audit_log', 'truncate audit_log'])
      await expect(owner.execute(sql.raw(change))).rejects.toMatchObject({
        cause: expect.objectContaining({ message: expect.stringContaining('audit_log only grows') }),
      })
  })
})

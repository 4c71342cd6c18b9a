import { randomBytes, randomInt } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { verifyAudit } from '#features/audit/index.ts'
import { systemClock } from '#src/schedule.node.ts'
import { withDatabase } from '../database.ts'
import { bundledChild, ended, linesOf } from './children.ts'
import { isWhole } from './extent.ts'

/** Each costs the start of a process. */
const KILLS = isWhole ? 200 : 4
/** Somewhere in the first turns of its work. */
const LONGEST_MS = 1_500

const { db, url } = await withDatabase()
const start = await bundledChild('test/faults/work-child.ts')
const kek = randomBytes(32).toString('hex')

/** What the children said was done, by kind. */
const acknowledged = new Map<string, string[]>()

async function workUntilKilled(kill: number): Promise<void> {
  const child = start(url, kek, `k${kill}`)
  const lines = linesOf(child)
  await lines.first()
  await systemClock.pause(randomInt(LONGEST_MS))
  child.kill('SIGKILL')
  expect(await ended(child)).toBe('SIGKILL')
  for (const line of lines.whole()) {
    const [kind = '', id = ''] = line.split(' ')
    acknowledged.set(kind, [...(acknowledged.get(kind) ?? []), id])
  }
}

const ids = async (query: string) => new Set((await db.execute(sql.raw(query))).rows.map(({ id }) => String(id)))
const missing = (kind: string, there: Set<string>) => (acknowledged.get(kind) ?? []).filter((id) => !there.has(id))
const count = async (query: string) =>
  Number((await db.execute<{ n: string }>(sql.raw(`select count(*) n from ${query}`))).rows[0]?.n)

it(
  `${KILLS} kills -9 at any moment of tickets, requests, issues and audit: nothing acknowledged is lost, nothing is half there`,
  async () => {
    for (let kill = 0; kill < KILLS; kill++) await workUntilKilled(kill)
    expect([...acknowledged.values()].flat().length).toBeGreaterThanOrEqual(KILLS)
    expect(missing('lineage', await ids('select id from certificate_lineages'))).toEqual([])
    expect(missing('request', await ids('select id from certificate_requests'))).toEqual([])
    expect(missing('ticket', await ids('select id from tickets'))).toEqual([])
    expect(missing('assigned', await ids(`select id from tickets where assignee_name = '张三'`))).toEqual([])
    const answered = `select distinct object_id id from audit_log where action = 'certificate-reply.accepted'`
    expect(missing('issued', await ids(answered))).toEqual([])
    // Every key belongs to a request and every request has its key; every accepted reply left a certificate, and none came twice.
    expect(
      await count(
        'sealed_keys k full join certificate_requests r on r.key_id = k.id where k.id is null or r.id is null',
      ),
    ).toBe(0)
    const accepted = await count(`(${answered}) a`)
    expect(await count(`(select 1 from certificates where subject like '%CN=k%' and not is_ca) c`)).toBe(accepted)
    expect(await count('(select spki_sha256 from certificates group by 1 having count(*) > 1) twice')).toBe(0)
    // A number given out for a ticket that never was leaves no gap: both are one transaction.
    expect(await count('tickets')).toBe(
      Number((await db.execute<{ n: string }>(sql`select sum(last) n from ticket_numbers`)).rows[0]?.n),
    )
    expect(await verifyAudit(db, { primitives: nodePrimitives })).toMatchObject({ isIntact: true })
  },
  60_000 + KILLS * 15_000,
)

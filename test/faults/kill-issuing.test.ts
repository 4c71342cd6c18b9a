import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { toHex } from '#core/bytes/hex.ts'
import { type CredentialOrder, issueCredential, statusOf } from '#features/authority/index.ts'
import { systemClock } from '#src/schedule.node.ts'
import { withDatabase } from '../database.ts'
import { authorityEstate, newCarrier, orderFor } from '../features/authority/estate.ts'
import { contents } from '../lab/der.ts'
import { bundledChild, ended, linesOf } from './children.ts'
import { isWhole } from './extent.ts'
import { ISSUING_POINTS } from './issuing-points.ts'

/** Each costs the start of a process. */
const SHORT = [
  'before the intent is committed',
  'after the first signature',
  'between the certificates and their credential',
]
const KILLED_AT = isWhole ? ISSUING_POINTS : ISSUING_POINTS.filter(({ name }) => SHORT.includes(name))
const KILLS_A_POINT = isWhole ? 25 : 1
const KILLS = KILLED_AT.length * KILLS_A_POINT
/** Longer than a lease. */
const AHEAD_MS = 120_000

const { db, url } = await withDatabase()
const estate = authorityEstate(db)
const start = await bundledChild('test/faults/issuing-child.ts')

/** Serial numbers of everything that was ever signed, by whichever instance. */
const signed: string[] = []

it(
  `${KILLS} kills -9 at ${KILLED_AT.length} named points of issuing: no number signed twice, nothing acknowledged lost, no half pair`,
  async () => {
    const authority = await estate.found()
    for (const point of KILLED_AT)
      for (let kill = 0; kill < KILLS_A_POINT; kill++) {
        const order = orderFor(authority.id, (await newCarrier()).request)
        const text = JSON.stringify({ ...order, request: toHex(order.request) })
        const child = start(url, estate.kek.toString('hex'), text, point.name)
        const lines = linesOf(child)
        expect(await ended(child), point.name).toBe('SIGKILL')
        const said = lines.whole().map((line) => line.split(' '))
        signed.push(...said.filter(([word]) => word === 'signed').map(([, serial]) => serial ?? ''))
        await holds(order, said, point.name)
      }
    expect(new Set(signed).size).toBe(signed.length)
    const { rows } = await db.execute<{ n: number; d: number }>(
      sql`select count(*)::int n, count(distinct serial)::int d from authority_certificates`,
    )
    expect(rows[0]?.n).toBe(rows[0]?.d)
  },
  120_000 + KILLS * 20_000,
)

/** The caller comes again with the same order, as it does after a crash, and gets one whole credential: the one acknowledged, if one was. */
async function holds(order: CredentialOrder, said: string[][], point: string): Promise<void> {
  const ctx = counting()
  const { issuanceId } = await settledOrder(order, ctx)
  const ordered = said.find(([word]) => word === 'ordered')?.[1]
  if (ordered !== undefined) expect(issuanceId, point).toBe(ordered)
  const standing = await issueCredential(ctx, issuanceId)
  if (standing.state !== 'issued') throw new Error(`${point}: ${standing.state} ${standing.code}`)
  const acknowledged = said.find(([word]) => word === 'issued')?.[2]
  if (acknowledged !== undefined) expect(toHex(standing.pair.response), point).toBe(acknowledged)
  const { rows } = await db.execute<{ state: string; serial: string; role: string }>(
    sql`select state, serial, role from authority_certificates where issuance_id = ${issuanceId} order by role`,
  )
  const issued = rows.filter(({ state }) => state === 'issued')
  expect(
    issued.map(({ role }) => role),
    point,
  ).toEqual(['encryption', 'sign'])
  // What may have been signed and nobody has counts as revoked.
  for (const { serial } of rows.filter(({ state }) => state === 'burned'))
    expect(await statusOf(db, { authorityId: order.authorityId, serial }), point).toMatchObject({ status: 'revoked' })
  const kept = new Set(rows.map(({ serial }) => serial))
  for (const [word, serial = ''] of said) if (word === 'signed') expect(kept.has(serial), point).toBe(true)
}

function counting() {
  const plain = estate.ctx({ now: Date.now() + AHEAD_MS })
  const { keys } = plain.ports
  const signing: typeof keys.signing = (handle, keyId, purpose, work) =>
    keys.signing(handle, keyId, purpose, (sign) =>
      work((message) => {
        signed.push(toHex(contents(message, 1)))
        return sign(message)
      }),
    )
  return { ...plain, ports: { ...plain.ports, keys: { ...keys, signing } } }
}

/** The database needs a moment to see that a killed client is gone and to let go of what it held. */
async function settledOrder(order: CredentialOrder, ctx: ReturnType<typeof counting>) {
  for (let tries = 0; ; tries++) {
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::int n from pg_stat_activity where application_name = 'issuing-child' and datname = current_database()`,
    )
    if (rows[0]?.n === 0) return estate.order(order, ctx)
    if (tries > 300) throw new Error('a killed instance is still there')
    await systemClock.pause(100)
  }
}

import { randomUUID } from 'node:crypto'
import { asc } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { insertNewRows } from '#db/insert-rows.ts'
import { certificates } from '#db/schema/certificates.ts'
import { type TestDatabase, withDatabase } from '../database.ts'

type Row = typeof certificates.$inferSelect

let database: TestDatabase
beforeEach(async () => {
  database = await withDatabase()
})

const rowOf = (number: number, given: Partial<Row> = {}): Row => ({
  id: randomUUID(),
  sha256: String(number).padStart(64, '0'),
  der: Uint8Array.of(0, 92, 34, 255, number & 255),
  subject: 'CN=上海',
  issuer: 'CN=a',
  subjectKey: 'a',
  issuerKey: 'b',
  serial: '01',
  notBefore: -1,
  notAfter: 1_790_000_000_123,
  algorithm: 'RSA',
  keyBits: 2048,
  sans: [],
  isCa: false,
  spkiSha256: 'c',
  source: 'upload',
  firstSeen: 0,
  ...given,
})

const stored = () => database.db.select().from(certificates).orderBy(asc(certificates.sha256))

describe('rows put in together', () => {
  it('come back as they were given, whatever is in them', async () => {
    const rows = [
      rowOf(1, { sans: ['a', 'b,c', '{d}', '"e"', '\\f', '', 'NULL', '上海\n'], subject: '{"\\,NULL}' }),
      rowOf(2, { sans: [], keyBits: null, isCa: true, der: new Uint8Array() }),
      rowOf(3, { sans: ['*.rsj.sh.gov.cn'], subject: 'NULL', issuer: '' }),
    ]
    const added = await insertNewRows(database.db, certificates, rows, certificates.id)
    expect(added).toEqual(new Set(rows.map(({ id }) => id)))
    expect(await stored()).toEqual(rows)
  })

  it('leave alone what is there already, and are told apart from it', async () => {
    const first = rowOf(1)
    await insertNewRows(database.db, certificates, [first], certificates.id)
    const [again, other] = [rowOf(1, { subject: 'CN=b' }), rowOf(2)]
    const added = await insertNewRows(database.db, certificates, [again, other], certificates.id)
    expect([...added]).toEqual([other.id])
    expect(await stored()).toEqual([first, other])
  })

  it('may be more than a statement can have parameters', async () => {
    const rows = Array.from({ length: 4_000 }, (_, number) => rowOf(number))
    const added = await insertNewRows(database.db, certificates, rows, certificates.id)
    expect(added.size).toBe(4_000)
    expect(await database.db.$count(certificates)).toBe(4_000)
  })
})

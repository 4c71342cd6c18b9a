import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { DAY_MS } from '#core/calendar/civil.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { CREDENTIAL_STATES, carriers, credentials } from '#db/schema/credentials.ts'
import { loginCertificates } from '#db/schema/factors.ts'
import { inDistrict } from '#db/scope.ts'
import { createAccount } from '#features/accounts/index.ts'
import { statusOf } from '#features/authority/index.ts'
import {
  activateCredential,
  activationChallenge,
  carrierPackage,
  getCredential,
  listCredentials,
  listHoldings,
  markWritten,
  mayBecome,
  moveHeld,
  receiveCredential,
  resumeHeld,
  revokeHeld,
  suspendHeld,
} from '#features/credentials/index.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { authorityEstate, type Carrier, newCarrier, orderFor } from '../authority/estate.ts'

const NOW = Date.parse('2026-11-22T01:00:00Z')
const HUANGPU = '310101'
const PUDONG = '310115'
const { db, owner } = await withDatabase()
const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(verifier.close)
const estate = authorityEstate(db, NOW)
const clerkOf = (district: string, now = NOW): Ctx => ({
  ...estate.ctx({ db: inDistrict(db, district), now, ports: { verifier } }),
  actor: { ...actorOf('district-clerk'), districtId: district },
})
const clerk = clerkOf(HUANGPU)

let sm2Authority = ''
let rsaAuthority = ''
beforeAll(async () => {
  sm2Authority = (await estate.found()).id
  rsaAuthority = (
    await estate.found({
      label: 'staff-rsa',
      commonName: '证巡测试 RSA CA',
      algorithm: 'rsa3072',
      profiles: ['staff-rsa'],
    })
  ).id
})

const ORIGIN = 'https://pki.example.gov.cn'
const circumstances = { holder: { sessionId: randomUUID(), browserHash: null }, origin: ORIGIN }
type Number = `${string}`
const NUMBERS: [Number, Number] = ['310101199001011234', '310101199001015678']
let made = 0

interface Held {
  id: string
  carrier: Carrier
  sign: Uint8Array
}
interface Wanted {
  algorithm?: 'sm2' | 'rsa2048'
  staffId?: string
  serial?: string
  number?: string
  name?: string
  supersedesId?: string
}

async function issued({ algorithm = 'sm2', number = NUMBERS[0], name = '张三', serial = `UK-${++made}` }: Wanted) {
  const carrier = await newCarrier(algorithm)
  const isSm2 = algorithm === 'sm2'
  const order = orderFor(isSm2 ? sm2Authority : rsaAuthority, carrier.request, {
    profileId: isSm2 ? 'staff-sm2' : 'staff-rsa',
    subject: { commonName: name, organisation: '黄浦区人力资源和社会保障局', units: [] },
    identity: { kind: 'resident', number },
    carrierSerial: serial,
  })
  const { issuanceId, pair } = await estate.issue(order)
  return { carrier, requestId: order.requestId, issuanceId, pair, serial }
}

async function received(wanted: Wanted = {}): Promise<Held> {
  const { carrier, requestId, issuanceId, pair, serial } = await issued(wanted)
  const { staffId = randomUUID(), supersedesId } = wanted
  const kind = { serial, model: 'ePass 3000GM', kind: 'ukey' as const }
  const given = { requestId, issuanceId, staffId, districtId: HUANGPU, pair, carrier: kind, supersedesId }
  const { id } = await clerk.db.transaction((tx) => receiveCredential(tx, clerk, given))
  return { id, carrier, sign: pair.sign }
}

async function answer({ id, carrier, sign }: Held, ctx: Ctx = clerk) {
  const asked = await activationChallenge(ctx, id, circumstances)
  const signature = await carrier.signer.sign(new TextEncoder().encode(asked.document))
  return { credentialId: id, challengeId: asked.id, signature, certificate: sign }
}

async function active(wanted: Wanted = {}): Promise<Held> {
  const held = await received(wanted)
  await markWritten(clerk, held.id)
  await activateCredential(clerk, await answer(held), circumstances)
  return held
}

const stateOf = async (id: string) => (await getCredential(clerk, id)).credential.state
const refusedAs = (code: string, kind?: string) => expect.objectContaining({ code, ...(kind && { kind }) })

describe('a pair that was issued', () => {
  it('becomes one credential in the hands of one person, and the same again is the same', async () => {
    const { requestId, issuanceId, pair, serial } = await issued({})
    const staffId = randomUUID()
    const carrier = { serial, model: 'ePass 3000GM', kind: 'ukey' as const }
    const given = { requestId, issuanceId, staffId, districtId: HUANGPU, pair, carrier }
    const first = await clerk.db.transaction((tx) => receiveCredential(tx, clerk, given))
    expect(first).toMatchObject({ state: 'issued', algorithm: 'SM2', encryptionSha256: expect.any(String) })
    const again = await clerk.db.transaction((tx) => receiveCredential(tx, clerk, given))
    expect(again.id).toBe(first.id)
    const other = await issued({})
    const mixed = { ...given, pair: other.pair, issuanceId: other.issuanceId }
    await expect(clerk.db.transaction((tx) => receiveCredential(tx, clerk, mixed))).rejects.toEqual(
      refusedAs('credentials.request-used', 'conflict'),
    )
    expect(await listHoldings(clerk, { staffId })).toMatchObject([{ carrierSerial: serial, until: null }])
  })

  it('is taken whole or not at all', async () => {
    const mine = await issued({})
    const other = await issued({ name: '李四', number: NUMBERS[1] })
    const rsa = await issued({ algorithm: 'rsa2048' })
    const { encryption, envelope, ...half } = mine.pair
    const altered = Uint8Array.from(envelope ?? [])
    altered[0] = 0x31
    const wrong = {
      'credentials.pair-half': half,
      'credentials.pair-other-person': { ...mine.pair, encryption: other.pair.encryption },
      'credentials.pair-envelope-other-key': { ...mine.pair, envelope: other.pair.envelope },
      'credentials.pair-envelope-unreadable': { ...mine.pair, envelope: altered },
      'credentials.pair-encryption-usage': { ...mine.pair, encryption: mine.pair.sign },
    }
    const given = (pair: object) => ({
      ...{ requestId: mine.requestId, issuanceId: mine.issuanceId, staffId: randomUUID(), districtId: HUANGPU },
      ...{ pair: pair as typeof mine.pair, carrier: { serial: mine.serial, model: 'm', kind: 'ukey' as const } },
    })
    for (const [code, pair] of Object.entries(wrong))
      await expect(
        clerk.db.transaction((tx) => receiveCredential(tx, clerk, given(pair))),
        code,
      ).rejects.toEqual(refusedAs(code, 'bad-input'))
    const single = { ...rsa.pair, encryption, envelope }
    await expect(clerk.db.transaction((tx) => receiveCredential(tx, clerk, given(single)))).rejects.toEqual(
      refusedAs('credentials.pair-half'),
    )
    expect((await clerk.db.select().from(carriers).where(eq(carriers.serial, mine.serial))).length).toBe(0)
    await clerk.db.transaction((tx) => receiveCredential(tx, clerk, given(mine.pair)))
  })

  it('is not stored by half from below either', async () => {
    const { id } = await received()
    for (const lost of ['encryption_certificate', 'encryption_sha256', 'encryption_serial'])
      await expect(
        owner.execute(sql`insert into credentials select (jsonb_populate_record(c,
        jsonb_build_object('id', gen_random_uuid(), 'request_id', gen_random_uuid(), 'issuance_id', gen_random_uuid(),
        'sign_sha256', gen_random_uuid(), ${lost}::text, null))).* from credentials c where id = ${id}`),
      ).rejects.toMatchObject({
        cause: expect.objectContaining({ constraint: 'credentials_whole_pair' }),
      })
  })

  it('goes onto no carrier that is in other hands', async () => {
    await received({ serial: 'UK-SHARED' })
    await expect(received({ serial: 'UK-SHARED' })).rejects.toEqual(refusedAs('credentials.carrier-held', 'conflict'))
  })
})

describe('a new credential', () => {
  it('counts once it is written and its key has signed the challenge', async () => {
    const held = await received()
    await expect(activationChallenge(clerk, held.id, circumstances)).rejects.toEqual(
      refusedAs('credentials.not-written'),
    )
    expect((await carrierPackage(clerk, held.id)).envelope).toBeInstanceOf(Uint8Array)
    await markWritten(clerk, held.id)
    expect(await activateCredential(clerk, await answer(held), circumstances)).toMatchObject({
      state: 'active',
      envelope: null,
    })
    await expect(activationChallenge(clerk, held.id, circumstances)).rejects.toEqual(
      refusedAs('credentials.active-already'),
    )
    const { events } = await getCredential(clerk, held.id)
    expect(events.map(({ kind }) => kind)).toEqual(['issued', 'written', 'activated'])
  })

  it('does not count by a signature one byte off, by another key, or by another certificate', async () => {
    const held = await received()
    const other = await received()
    await markWritten(clerk, held.id)
    const tries = [
      async () => {
        const given = await answer(held)
        const signature = Uint8Array.from(given.signature)
        signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
        return { ...given, signature }
      },
      async () => answer({ ...held, carrier: other.carrier }),
      async () => answer({ ...held, carrier: other.carrier, sign: other.sign }),
    ]
    for (const attempt of tries)
      await expect(activateCredential(clerk, await attempt(), circumstances)).rejects.toMatchObject({
        kind: 'forbidden',
      })
    expect(await stateOf(held.id)).toBe('written')
  })

  it('does not count by a challenge that is used, late, of another session, origin or credential', async () => {
    const held = await received()
    const other = await received()
    for (const { id } of [held, other]) await markWritten(clerk, id)
    const over = refusedAs('accounts.challenge-over', 'forbidden')
    const given = await answer(held)
    const strange = { holder: { sessionId: randomUUID(), browserHash: null }, origin: ORIGIN }
    await expect(activateCredential(clerk, given, strange)).rejects.toEqual(over)
    await expect(
      activateCredential(clerk, given, { ...circumstances, origin: 'https://evil.example' }),
    ).rejects.toEqual(over)
    await expect(activateCredential(clerkOf(HUANGPU, NOW + 120_000), given, circumstances)).rejects.toEqual(over)
    await expect(activateCredential(clerk, { ...given, credentialId: other.id }, circumstances)).rejects.toEqual(over)
    // The last one used it up.
    await expect(activateCredential(clerk, given, circumstances)).rejects.toEqual(over)
    expect(await activateCredential(clerk, await answer(held), circumstances)).toMatchObject({ state: 'active' })
  })
})

describe('an upgrade from RSA to SM2', () => {
  async function registerLogin(sign: Uint8Array): Promise<string> {
    const ports = { passwords: { hash: async () => '', verify: async () => false } }
    const { id } = await createAccount(
      { ...estate.ctx({ ports }) },
      { name: '张三', username: randomUUID(), roles: ['district-clerk'], districtId: HUANGPU },
    )
    const read = parseCertificate(sign)
    if (!read.ok) throw new Error('unreadable')
    const keyDigest = Buffer.from(await clerk.ports.primitives.digest('sha256', read.value.publicKeyInfo)).toString(
      'hex',
    )
    const row = {
      id: randomUUID(),
      accountId: id,
      keyDigest,
      certificate: sign,
      subject: 's',
      issuer: 'i',
      notAfter: NOW,
      createdAt: NOW,
    }
    await db.insert(loginCertificates).values(row)
    return id
  }
  const loginsOf = async (accountId: string) =>
    (await db.select().from(loginCertificates).where(eq(loginCertificates.accountId, accountId))).map(
      ({ certificate }) => toBase64(certificate),
    )

  it('keeps the old certificate until the new one has signed, and then ends it, with the account following the identity', async () => {
    const staffId = randomUUID()
    const old = await active({ algorithm: 'rsa2048', staffId })
    const account = await registerLogin(old.sign)
    // Another name in the certificate: the person married meanwhile.
    const next = await received({ staffId, supersedesId: old.id, name: '张三丰' })
    await markWritten(clerk, next.id)
    const oldSha = (await getCredential(clerk, old.id)).credential.signSha256
    expect(await stateOf(old.id)).toBe('active')
    expect(await statusOf(db, { sha256: oldSha })).toEqual({ status: 'good' })
    await expect(
      activateCredential(clerk, { ...(await answer(next)), signature: new Uint8Array(70) }, circumstances),
    ).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await stateOf(old.id)).toBe('active')
    expect(await loginsOf(account)).toEqual([toBase64(old.sign)])
    await activateCredential(clerk, await answer(next), circumstances)
    expect([await stateOf(old.id), await stateOf(next.id)]).toEqual(['superseded', 'active'])
    expect(await statusOf(db, { sha256: oldSha })).toMatchObject({ status: 'revoked', reason: 'superseded' })
    expect(await loginsOf(account)).toEqual([toBase64(next.sign)])
    expect(await listHoldings(clerk, { staffId })).toMatchObject([{ until: NOW }, { until: null }])
  })

  it('does not hand the account to another identity number', async () => {
    const staffId = randomUUID()
    const old = await active({ staffId })
    const account = await registerLogin(old.sign)
    const next = await received({ staffId, supersedesId: old.id, number: NUMBERS[1] })
    await markWritten(clerk, next.id)
    await activateCredential(clerk, await answer(next), circumstances)
    expect(await loginsOf(account)).toEqual([])
  })

  it('replaces nothing of somebody else, nothing that is over, and nothing twice', async () => {
    const staffId = randomUUID()
    const old = await active({ staffId })
    await expect(received({ supersedesId: old.id })).rejects.toEqual(
      refusedAs('credentials.predecessor', 'precondition'),
    )
    await received({ staffId, supersedesId: old.id })
    await expect(received({ staffId, supersedesId: old.id })).rejects.toEqual(
      refusedAs('credentials.has-successor', 'conflict'),
    )
    const ended = await active({ staffId })
    await clerk.db.transaction((tx) => revokeHeld(tx, clerk, { credentialId: ended.id, reason: 'keyCompromise' }))
    await expect(received({ staffId, supersedesId: ended.id })).rejects.toEqual(refusedAs('credentials.predecessor'))
  })
})

describe('what is held', () => {
  it('is suspended and taken up again, both certificates together', async () => {
    const { id } = await active()
    const { credential } = await getCredential(clerk, id)
    const both = [credential.signSha256, credential.encryptionSha256 ?? '']
    const statuses = async () => Promise.all(both.map((sha256) => statusOf(db, { sha256 })))
    await clerk.db.transaction((tx) => suspendHeld(tx, clerk, { credentialId: id }))
    expect(await statuses()).toMatchObject([{ reason: 'certificateHold' }, { reason: 'certificateHold' }])
    await expect(clerk.db.transaction((tx) => suspendHeld(tx, clerk, { credentialId: id }))).rejects.toEqual(
      refusedAs('credentials.step'),
    )
    await clerk.db.transaction((tx) => resumeHeld(tx, clerk, { credentialId: id }))
    expect(await statuses()).toEqual([{ status: 'good' }, { status: 'good' }])
  })

  it('comes into use by its own signature alone: what was only written is not resumed', async () => {
    const { id } = await received()
    await markWritten(clerk, id)
    await expect(clerk.db.transaction((tx) => resumeHeld(tx, clerk, { credentialId: id }))).rejects.toEqual(
      refusedAs('credentials.not-suspended'),
    )
    expect(await stateOf(id)).toBe('written')
  })

  it('frees its carrier when it is revoked, and not before', async () => {
    const staffId = randomUUID()
    const { id } = await active({ staffId, serial: 'UK-FREED' })
    await clerk.db.transaction((tx) => suspendHeld(tx, clerk, { credentialId: id }))
    await expect(received({ serial: 'UK-FREED' })).rejects.toEqual(refusedAs('credentials.carrier-held'))
    await clerk.db.transaction((tx) => revokeHeld(tx, clerk, { credentialId: id, reason: 'cessationOfOperation' }))
    expect(await listHoldings(clerk, { staffId })).toMatchObject([{ carrierSerial: 'UK-FREED', until: NOW }])
    await received({ serial: 'UK-FREED' })
  })

  it('is seen and touched from its own district alone', async () => {
    const { id } = await active()
    const stranger = clerkOf(PUDONG)
    expect((await listCredentials(stranger, {})).items).toEqual([])
    for (const touch of [
      () => getCredential(stranger, id),
      () => carrierPackage(stranger, id),
      () => markWritten(stranger, id),
      () => activationChallenge(stranger, id, circumstances),
      () => stranger.db.transaction((tx) => suspendHeld(tx, stranger, { credentialId: id })),
      () => stranger.db.transaction((tx) => revokeHeld(tx, stranger, { credentialId: id, reason: 'unspecified' })),
    ])
      await expect(touch()).rejects.toEqual(refusedAs('credentials.unknown', 'not-found'))
  })

  it('goes with its holder to another district, as a whole and with its story, and back from there it is not seen', async () => {
    const staffId = randomUUID()
    const { id } = await active({ staffId })
    const whole = estate.ctx()
    await expect(clerk.db.transaction((tx) => moveHeld(tx, clerk, { staffId, districtId: PUDONG }))).rejects.toThrow()
    await whole.db.transaction((tx) => moveHeld(tx, whole, { staffId, districtId: PUDONG }))
    const { credential, events } = await getCredential(clerkOf(PUDONG), id)
    expect([credential.state, events.at(-1)?.kind]).toEqual(['active', 'moved'])
    await expect(getCredential(clerk, id)).rejects.toEqual(refusedAs('credentials.unknown'))
    expect(await listHoldings(clerk, { staffId })).toHaveLength(1)
  })

  it('is found by number, carrier, algorithm, state, end and the beginning of what is known, page by page', async () => {
    const staffId = randomUUID()
    const one = await active({ staffId, serial: 'UK-FOUND' })
    const two = await active({ staffId, algorithm: 'rsa2048' })
    const ids = async (query: Parameters<typeof listCredentials>[1]) =>
      (await listCredentials(clerk, { staffId, ...query })).items.map(({ credential }) => credential.id)
    expect((await ids({})).sort()).toEqual([one.id, two.id].sort())
    expect(await ids({ carrier: 'UK-FOUND' })).toEqual([one.id])
    expect(await ids({ algorithm: 'RSA' })).toEqual([two.id])
    expect(await ids({ state: 'suspended' })).toEqual([])
    expect(await ids({ expiringDays: 1 })).toEqual([])
    const { credential } = await getCredential(clerk, one.id)
    expect(await ids({ serial: credential.encryptionSerial ?? '' })).toEqual([one.id])
    for (const search of ['uk-fou', credential.signSerial.slice(0, 12)]) expect(await ids({ search })).toEqual([one.id])
    // A sign that stands for others in a database stands for itself here.
    for (const search of ['K-FOUND', '%', '_']) expect(await ids({ search })).toEqual([])
    const days = Math.ceil((credential.notAfter - NOW) / DAY_MS)
    expect(await ids({ expiringDays: days })).toContain(one.id)
    const first = await listCredentials(clerk, { staffId, limit: 1 })
    const second = await listCredentials(clerk, { staffId, limit: 1, cursor: first.nextCursor ?? undefined })
    expect([...first.items, ...second.items].map(({ credential: { id } }) => id).sort()).toEqual(
      [one.id, two.id].sort(),
    )
    expect(second.nextCursor).toBeNull()
  })
})

describe('the table of steps', () => {
  it('is the same in the rules and in the database', async () => {
    const { id } = await received()
    for (const from of CREDENTIAL_STATES)
      for (const to of CREDENTIAL_STATES) {
        const taken = await owner
          .transaction(async (tx) => {
            await tx.execute(sql`alter table credentials disable trigger credentials_steps`)
            await tx.update(credentials).set({ state: from }).where(eq(credentials.id, id))
            await tx.execute(sql`alter table credentials enable trigger credentials_steps`)
            await tx.update(credentials).set({ state: to }).where(eq(credentials.id, id))
            throw new Error('taken')
          })
          .catch((error: Error) => error.message === 'taken')
        expect([from, to, taken]).toEqual([from, to, mayBecome(from, to)])
      }
  })

  it('lets nothing else of a credential be changed, and nothing be removed', async () => {
    const { id } = await received()
    for (const change of [
      sql`update credentials set state = 'written', staff_id = gen_random_uuid() where id = ${id}`,
      sql`update credentials set state = 'written', not_after = now() + interval '9 years' where id = ${id}`,
      sql`delete from credentials where id = ${id}`,
    ])
      await expect(db.execute(change)).rejects.toMatchObject({
        cause: expect.objectContaining({ constraint: 'credentials_steps' }),
      })
  })
})

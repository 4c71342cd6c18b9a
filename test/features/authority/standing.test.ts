import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { toHex } from '#core/bytes/hex.ts'
import { parseCrl } from '#core/revocation/crl.ts'
import { judgeOcsp } from '#core/revocation/judge-ocsp.ts'
import { parseOcspResponse, writeOcspRequest } from '#core/revocation/ocsp.ts'
import { revocationStatus } from '#core/revocation/status.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import {
  appointResponders,
  type CredentialReason,
  pruneCrls,
  publicationRoutes,
  publishCrls,
  resumeCredential,
  revokeCredential,
  statusOf,
} from '#features/authority/index.ts'
import { withDatabase } from '../../database.ts'
import { bits, contents, keyOf, whole } from '../../lab/der.ts'
import { openssl, sm2Verifies, withFiles } from '../../lab/openssl.ts'
import { authorityEstate, newCarrier, orderFor } from './estate.ts'

const { db } = await withDatabase()
const files = withFiles()
const START = Date.parse('2026-11-22T01:00:00Z')
const MINUTE = 60_000
let now = START
const estate = authorityEstate(db)
const ctx = () => estate.ctx({ now })
const app = publicationRoutes(() => ctx())

const sm2 = await estate.found()
const rsa = await estate.found({
  ...{ label: 'staff-rsa', name: 'RSA', algorithm: 'rsa3072', commonName: 'RSA CA', profiles: ['staff-rsa'] },
})
const issueSm2 = async () => await estate.issue(orderFor(sm2.id, (await newCarrier()).request))
const issueRsa = async () =>
  estate.issue(orderFor(rsa.id, (await newCarrier('rsa2048')).request, { profileId: 'staff-rsa' }))

const get = async (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })
const fetched = async (path: string) => new Uint8Array(await (await get(path)).arrayBuffer())
const post = async (body: Uint8Array) => {
  const response = await app.request('/ocsp', {
    method: 'POST',
    headers: { 'content-length': `${body.length}` },
    body: new Uint8Array(body),
  })
  return new Uint8Array(await response.arrayBuffer())
}
const certificateOf = (der: Uint8Array) => {
  const read = parseCertificate(der)
  if (!read.ok) throw new Error(read.error.code)
  return read.value
}
const crlOf = (der: Uint8Array) => {
  const read = parseCrl(der)
  if (!read.ok) throw new Error(read.error.code)
  return read.value
}
const ask = (der: Uint8Array, issuer: Uint8Array, hash: 'sha1' | 'sha256' | 'sm3' = 'sha1', nonce?: Uint8Array) =>
  writeOcspRequest(
    { issuer: certificateOf(issuer), serial: certificateOf(der).serial, hash, ...(nonce && { nonce }) },
    nodePrimitives,
  )
async function said(der: Uint8Array, issuer: Uint8Array, hash: 'sha1' | 'sha256' | 'sm3' = 'sha1') {
  const nonce = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
  const read = parseOcspResponse(await post(await ask(der, issuer, hash, nonce)))
  if (!read.ok) throw new Error(read.error.code)
  expect(read.value.basic?.nonce).toEqual(nonce)
  return judgeOcsp(
    read.value,
    { issuer: certificateOf(issuer), serial: certificateOf(der).serial, at: now, nonce },
    nodePrimitives,
  )
}
const change = (issuanceId: string, reason: CredentialReason) =>
  db.transaction((tx) => revokeCredential(tx, ctx(), { issuanceId, reason }))

async function passMinutes(minutes: number): Promise<void> {
  now += minutes * MINUTE
  await publishCrls(ctx())
}

const entriesOf = (der: Uint8Array) => [...crlOf(der).entries()].map(({ serial, reason }) => [toHex(serial), reason])
const numberOf = (der: Uint8Array) =>
  Number.parseInt(
    toHex(crlOf(der).extensions.find(({ oid }) => oid === '2.5.29.20')?.value ?? new Uint8Array()).slice(4),
    16,
  )
const serialOf = (der: Uint8Array) => toHex(certificateOf(der).serial)

/** What our own engine says from complete and delta list together. */
async function judged(der: Uint8Array, issuer: Uint8Array, label: string) {
  const crls = [crlOf(await fetched(`/${label}.crl`)), crlOf(await fetched(`/${label}-delta.crl`))]
  const one = certificateOf(issuer)
  return revocationStatus(
    { certificate: certificateOf(der), issuer: one, isCa: false, signers: [one], crls, ocsps: [], at: now },
    nodePrimitives,
  )
}

// What the service does by itself in its first minutes.
await appointResponders(ctx())
await publishCrls(ctx())
await publishCrls(ctx())

describe('what is published', () => {
  it('is there from the beginning: certificate, complete list and delta, with numbers that rise', async () => {
    expect((await get('/staff-sm2.cer')).headers.get('content-type')).toBe('application/pkix-cert')
    expect(await fetched('/staff-sm2.cer')).toEqual(sm2.certificate)
    expect([numberOf(await fetched('/staff-sm2.crl')), numberOf(await fetched('/staff-sm2-delta.crl'))]).toEqual([1, 2])
    await publishCrls(ctx())
    expect(numberOf(await fetched('/staff-sm2-delta.crl'))).toBe(2)
    expect((await get('/unknown.crl')).status).toBe(404)
    expect((await get('/staff-sm2.key')).status).toBe(404)
    const { headers } = await get('/staff-sm2.crl')
    expect((await get('/staff-sm2.crl', { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304)
  })

  it('revokes both certificates of a pair: at once by OCSP, in the delta within the minute, later in the complete list', async () => {
    const { issuanceId, pair } = await issueSm2()
    const [issuer = new Uint8Array()] = pair.chain
    const both = [pair.sign, pair.encryption ?? new Uint8Array()]
    for (const one of both) expect((await said(one, issuer)).status).toBe('good')
    await passMinutes(1)
    for (const one of both) expect(await judged(one, issuer, 'staff-sm2')).toMatchObject({ status: 'good' })
    await change(issuanceId, 'keyCompromise')
    for (const one of both) expect(await said(one, issuer)).toMatchObject({ status: 'revoked', reason: 1 })
    await passMinutes(1)
    for (const one of both) expect(await judged(one, issuer, 'staff-sm2')).toMatchObject({ status: 'revoked' })
    expect(entriesOf(await fetched('/staff-sm2.crl'))).toEqual([])
    expect(entriesOf(await fetched('/staff-sm2-delta.crl')).sort()).toEqual(
      both.map((one) => [serialOf(one), 1]).sort(),
    )
    await passMinutes(1_440)
    expect(entriesOf(await fetched('/staff-sm2.crl')).sort()).toEqual(both.map((one) => [serialOf(one), 1]).sort())
    // Made together they have one number and say the same; the delta is to the list before.
    expect(numberOf(await fetched('/staff-sm2.crl'))).toBe(numberOf(await fetched('/staff-sm2-delta.crl')))
    for (const one of both) expect(await judged(one, issuer, 'staff-sm2')).toMatchObject({ status: 'revoked' })
    await expect(change(issuanceId, 'superseded')).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('takes a suspension back in the next delta, and off the next complete list', async () => {
    const { issuanceId, pair } = await issueSm2()
    const [issuer = new Uint8Array()] = pair.chain
    await change(issuanceId, 'certificateHold')
    expect(await said(pair.sign, issuer)).toMatchObject({ status: 'revoked', reason: 6 })
    await expect(change(issuanceId, 'certificateHold')).rejects.toMatchObject({ kind: 'conflict' })
    await passMinutes(1_440)
    expect(entriesOf(await fetched('/staff-sm2.crl'))).toContainEqual([serialOf(pair.sign), 6])
    await db.transaction((tx) => resumeCredential(tx, ctx(), { issuanceId }))
    expect(await said(pair.sign, issuer)).toMatchObject({ status: 'good' })
    await passMinutes(1)
    expect(entriesOf(await fetched('/staff-sm2-delta.crl'))).toContainEqual([serialOf(pair.sign), 8])
    expect(await judged(pair.sign, issuer, 'staff-sm2')).toMatchObject({ status: 'good' })
    await passMinutes(1_440)
    expect(entriesOf(await fetched('/staff-sm2.crl')).map(([serial]) => serial)).not.toContain(serialOf(pair.sign))
    await expect(db.transaction((tx) => resumeCredential(tx, ctx(), { issuanceId }))).rejects.toMatchObject({
      code: 'authority.not-suspended',
    })
    await change(issuanceId, 'certificateHold')
    await change(issuanceId, 'affiliationChanged')
    expect(await said(pair.sign, issuer)).toMatchObject({ status: 'revoked', reason: 3 })
  })

  it('is confirmed by OpenSSL: SM2 lists and answers by their parts, RSA ones whole', async () => {
    const [authority = new Uint8Array()] = [sm2.certificate ?? undefined]
    for (const path of ['/staff-sm2.crl', '/staff-sm2-delta.crl']) {
      const crl = await fetched(path)
      expect(await sm2Verifies(files, keyOf(authority), whole(crl, 0), bits(crl, 2))).toBe(true)
    }
    const { issuanceId, pair } = await issueRsa()
    const [ca = new Uint8Array()] = pair.chain
    const caFile = files.putCertificates(ca)
    const request = files.path()
    await openssl(['ocsp', '-issuer', caFile, '-cert', files.putCertificates(pair.sign), '-reqout', request])
    const question = new Uint8Array(files.read(request))
    const time = ['-attime', `${Math.floor(now / 1000)}`]
    const check = async () =>
      openssl([
        'ocsp',
        ...time,
        '-respin',
        files.put(await post(question)),
        '-no_nonce',
        '-CAfile',
        caFile,
        '-issuer',
        caFile,
        '-cert',
        files.putCertificates(pair.sign),
        '-validity_period',
        '999999999',
      ])
    expect((await check()).text).toMatch(/Response verify OK[\s\S]*: good/)
    await db.transaction((tx) => revokeCredential(tx, ctx(), { issuanceId, reason: 'superseded' }))
    expect((await check()).text).toMatch(/Response verify OK[\s\S]*: revoked/)
    await passMinutes(1_440)
    const crlFile = async (path: string) => files.put(await fetched(path))
    expect(
      (await openssl(['crl', '-inform', 'DER', '-in', await crlFile('/staff-rsa.crl'), '-CAfile', caFile, '-noout']))
        .text,
    ).toContain('verify OK')
  })
})

describe('the responder', () => {
  it('knows the hashes of its days, and says unknown of what was never issued', async () => {
    const { pair } = await issueSm2()
    const [issuer = new Uint8Array()] = pair.chain
    for (const hash of ['sha1', 'sha256', 'sm3'] as const)
      expect((await said(pair.sign, issuer, hash)).status).toBe('good')
    const stranger = certificateOf(pair.sign)
    const other = { ...stranger, serial: stranger.serial.map((octet, index) => (index === 15 ? octet ^ 1 : octet)) }
    const question = await writeOcspRequest(
      { issuer: certificateOf(issuer), serial: other.serial, hash: 'sha256' },
      nodePrimitives,
    )
    const read = parseOcspResponse(await post(question))
    expect(read.ok && read.value.basic?.responses[0]?.certStatus).toEqual({ status: 'unknown' })
    // Drawn, and not signed: not issued.
    const { issuanceId } = await estate.order(orderFor(sm2.id, (await newCarrier()).request))
    const { rows } = await db.execute<{ serial: string }>(
      sql`select serial from authority_certificates where issuance_id = ${issuanceId}`,
    )
    for (const { serial } of rows)
      expect(await statusOf(db, { authorityId: sm2.id, serial })).toEqual({ status: 'unknown' })
  })

  it('answers by GET what can be kept, and never keeps what has a nonce', async () => {
    const { pair } = await issueSm2()
    const [issuer = new Uint8Array()] = pair.chain
    const url = (der: Uint8Array) => `/ocsp/${encodeURIComponent(Buffer.from(der).toString('base64'))}`
    const plain = await get(url(await ask(pair.sign, issuer)))
    expect(plain.headers.get('cache-control')).toContain('max-age=300')
    const read = parseOcspResponse(new Uint8Array(await plain.arrayBuffer()))
    expect(read.ok && read.value.basic?.responses[0]?.certStatus).toEqual({ status: 'good' })
    const fresh = await get(url(await ask(pair.sign, issuer, 'sha1', Uint8Array.of(7))))
    expect(fresh.headers.get('cache-control')).toBe('no-store')
  })

  it('signs the same answer once, looks at every question whether it is still so, and never keeps one with a nonce', async () => {
    const { issuanceId, pair } = await issueSm2()
    const [issuer = new Uint8Array()] = pair.chain
    let signatures = 0
    const { keys } = ctx().ports
    const sign: typeof keys.sign = (...given) => {
      signatures++
      return keys.sign(...given)
    }
    const counted = publicationRoutes(() => estate.ctx({ now, ports: { keys: { ...keys, sign } } }))
    const question = await ask(pair.sign, issuer)
    const answer = async (asked: Uint8Array) => {
      const headers = { 'content-length': `${asked.length}` }
      const response = await counted.request('/ocsp', { method: 'POST', headers, body: new Uint8Array(asked) })
      const der = new Uint8Array(await response.arrayBuffer())
      const read = parseOcspResponse(der)
      return { der, status: read.ok && read.value.basic?.responses[0]?.certStatus.status, signatures }
    }
    const first = await answer(question)
    expect(await answer(question)).toEqual({ der: first.der, status: 'good', signatures: 1 })
    expect(await answer(await ask(pair.sign, issuer, 'sm3'))).toMatchObject({ status: 'good', signatures: 2 })
    const withNonce = await ask(pair.sign, issuer, 'sha1', Uint8Array.of(9))
    await answer(withNonce)
    expect(await answer(withNonce)).toMatchObject({ signatures: 4 })
    await change(issuanceId, 'keyCompromise')
    expect(await answer(question)).toMatchObject({ status: 'revoked', signatures: 5 })
    expect(await answer(question)).toMatchObject({ status: 'revoked', signatures: 5 })
    now += 30 * MINUTE
    expect(await answer(question)).toMatchObject({ status: 'revoked', signatures: 6 })
  })

  it('refuses what is no question, what is too large, and what is about a stranger’s authority', async () => {
    expect(await post(Uint8Array.of(0x30, 0))).toEqual(Uint8Array.of(0x30, 3, 0x0a, 1, 1))
    const response = await app.request('/ocsp', { method: 'POST', headers: { 'content-length': '9000' }, body: 'x' })
    expect(response.status).toBe(413)
    const { pair } = await issueSm2()
    expect(await post(await ask(pair.sign, pair.sign))).toEqual(Uint8Array.of(0x30, 3, 0x0a, 1, 6))
    expect(await fetched('/ocsp/%25%25')).toEqual(Uint8Array.of(0x30, 3, 0x0a, 1, 1))
  })

  it('signs SM2 answers so that OpenSSL confirms them under the usual identifier, through a certificate its authority signed', async () => {
    const { pair } = await issueSm2()
    const [issuer = new Uint8Array()] = pair.chain
    const basic = contents(await post(await ask(pair.sign, issuer, 'sm3')), 1, 0, 1)
    const responder = whole(basic, 3, 0, 0)
    expect(await sm2Verifies(files, keyOf(responder), whole(basic, 0), bits(basic, 2))).toBe(true)
    expect(await sm2Verifies(files, keyOf(issuer), whole(responder, 0), bits(responder, 2))).toBe(true)
    expect(certificateOf(responder).extensions.map(({ oid }) => oid)).toContain('1.3.6.1.5.5.7.48.1.5')
  })

  it('is appointed anew before its certificate ends, once, however many look', async () => {
    const count = async () =>
      (
        await db.execute(
          sql`select 1 from authority_certificates where role = 'responder' and authority_id = ${sm2.id}`,
        )
      ).rowCount
    expect(await count()).toBe(1)
    now += 24 * 1_440 * MINUTE
    await Promise.all([appointResponders(ctx()), appointResponders(ctx())])
    expect(await count()).toBe(2)
  })
})

describe('the numbers of lists', () => {
  it('rise, whoever writes: the database refuses an old one', async () => {
    await expect(
      db.execute(
        sql`insert into authority_crls select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 1))).* from authority_crls c limit 1`,
      ),
    ).rejects.toMatchObject({ cause: { constraint: 'authority_crls_rise' } })
    await Promise.all([1, 2, 3].map(() => publishCrls(estate.ctx({ now: now + 1_440 * MINUTE }))))
    const { rows } = await db.execute<{ n: number; d: number }>(
      sql`select count(*)::int n, count(distinct number)::int d from authority_crls where authority_id = ${sm2.id} and not is_delta`,
    )
    expect(rows[0]?.n).toBe(rows[0]?.d)
  })
})

describe('published lists', () => {
  const DAY = 1_440 * MINUTE
  const listsOf = async (authorityId: string) =>
    (
      await db.execute<{ number: number; d: boolean }>(
        sql`select number::int, is_delta d from authority_crls where authority_id = ${authorityId} order by 2, 1`,
      )
    ).rows.map((one) => `${one.d ? 'delta' : 'complete'} ${one.number}`)
  /** A day's lists of a new authority, so long ago. */
  const published = async (label: string, daysAgo: number) => {
    const { id } = await estate.found({ label, name: label, commonName: label })
    const at = Date.now() - daysAgo * DAY
    for (const day of [0, 1, 2]) await publishCrls(estate.ctx({ now: at + day * DAY }))
    return id
  }

  it('go when nobody can need them: a delta after a month, a complete one after ten years, the newest never', async () => {
    const month = await published('month-ago', 40)
    const decade = await published('decade-ago', 3_700)
    expect(await listsOf(month)).toEqual(['complete 1', 'complete 2', 'complete 3', 'delta 2', 'delta 3'])
    const past = estate.ctx({ now: Date.now() })
    await pruneCrls(past)
    await pruneCrls(past)
    expect(await listsOf(month)).toEqual(['complete 1', 'complete 2', 'complete 3', 'delta 3'])
    expect(await listsOf(decade)).toEqual(['complete 3', 'delta 3'])
    const { rows } = await db.execute(
      sql`select object_id, detail from audit_log where action = 'authority.crls-pruned' and object_id in (${month}, ${decade}) order by seq`,
    )
    expect(rows).toHaveLength(2)
    expect(rows).toContainEqual({
      object_id: decade,
      detail: { complete: { count: 2, from: 1, to: 2 }, delta: { count: 1, from: 2, to: 2 } },
    })
  })

  it('are refused to whoever would take one away earlier, or change one', async () => {
    const id = await published('week-ago', 7)
    for (const change of [
      sql`delete from authority_crls where authority_id = ${id} and number = 2`,
      sql`delete from authority_crls where authority_id = ${id} and number = 3`,
    ])
      await expect(db.execute(change)).rejects.toMatchObject({ cause: { constraint: 'authority_crls_stay' } })
    await expect(db.execute(sql`update authority_crls set entries = 0 where authority_id = ${id}`)).rejects.toThrow()
  })
})

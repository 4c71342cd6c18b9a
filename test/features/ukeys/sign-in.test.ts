import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { createRevocationLookup } from '#adapters/probes/tls/lookup.ts'
import { accounts } from '#db/schema/accounts.ts'
import { auditLog } from '#db/schema/audit.ts'
import { addressFailures } from '#db/schema/factors.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { installTrustAnchors } from '#features/trust/index.ts'
import { createApp } from '#http/app.ts'
import type { AppDeps } from '#http/deps.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { browserAt } from '../../support/session.ts'
import { authority, type UKey } from './authority.ts'

const MINUTE = 60_000
/** OpenSSL issues and signs by the clock of the machine: the service looks at it a little later. */
const START = Date.now() + 10 * MINUTE
let moment = START
const { db } = await withDatabase()
const verifier = createVerifierPool({ maxWorkers: 1 })
const ca = await authority()
afterAll(async () => {
  ca.close()
  await verifier.close()
})
await installTrustAnchors(testCtx(db, { now: START }), { name: 'anchor.der', bytes: ca.anchor }, 'sign-in')
const elsewhere = ca.strangers()
// Good for documents; not for signing in.
await installTrustAnchors(testCtx(db, { now: START }), { name: 'documents.der', bytes: elsewhere.der }, 'documents')
const credentials = await seedAccounts(testCtx(db, { now: START }), [
  'operator',
  'auditor',
  'district-clerk',
  'ra-officer',
])
await db.update(accounts).set({ passwordIsTemporary: false })
const egress = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] })
const deps: AppDeps = {
  db,
  ports: testCtx(db, {
    ports: {
      verifier,
      revocationLookup: createRevocationLookup(egress, nodePrimitives),
      secrets: openSecretVault(randomBytes(32)),
    },
  }).ports,
  now: () => moment,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'required',
  readAsset: async () => undefined,
}
const strict = createApp(deps)
const lenient = createApp({ ...deps, mayClerksBeUnknown: true })

beforeEach(async () => {
  moment = START
  ca.forgive()
  ca.silence(false)
  await db.delete(addressFailures)
})

const browser = (app = strict) => browserAt(app)
type Browser = ReturnType<typeof browser>

const passwordOf = (name: string) => credentials.find(({ username }) => username === name)?.password ?? ''
const withPassword = (send: Browser, username: string) =>
  send('POST', '/sessions', { username, password: passwordOf(username) })

interface Asked {
  id: string
  document: string
}
const ask = async (send: Browser): Promise<Asked> => (await send('POST', '/certificate-challenges')).body

/** As a signing client does: the file, signed by OpenSSL, its certificate inside. */
function cms(key: UKey, text: string, ...more: string[]): Uint8Array {
  const [file, out] = [ca.shop.put(text), `${ca.shop.put('')}.p7s`]
  const by = ['-signer', key.certificatePath, '-inkey', key.keyPath]
  ca.must('cms', '-sign', '-binary', '-in', file, ...by, '-md', 'sha256', '-outform', 'DER', '-out', out, ...more)
  return new Uint8Array(readFileSync(out))
}

/** The bare signature, as a token's own interface gives it. */
function bare(key: UKey, text: string): Uint8Array {
  const [file, out] = [ca.shop.put(text), `${ca.shop.put('')}.sig`]
  if (key.family === 'sm2') {
    const id = ['-pkeyopt', 'distid:1234567812345678']
    ca.must('pkeyutl', '-sign', '-rawin', '-digest', 'sm3', '-inkey', key.keyPath, ...id, '-in', file, '-out', out)
  } else ca.must('dgst', '-sha256', '-sign', key.keyPath, '-out', out, file)
  return new Uint8Array(readFileSync(out))
}

/** OpenSSL 3.0 makes no SM2 CMS; ours does, and OpenSSL's own bare signatures hold the key to account. */
function sm2Cms(key: UKey, text: string): Promise<Uint8Array> {
  const p8 = `${ca.shop.put('')}.p8`
  ca.must('pkcs8', '-topk8', '-nocrypt', '-in', key.keyPath, '-outform', 'DER', '-out', p8)
  const content = new TextEncoder().encode(text)
  const boundTo = key.certificate
  const attributes = signedAttributes({ content, digest: 'sm3', signingTime: Date.now(), boundTo })
  const signer = openSigner(new Uint8Array(readFileSync(p8)))
  return makeSignedData({
    content,
    isDetached: true,
    signers: [{ signer, certificate: key.certificate, attributes }],
    certificates: [key.certificate],
  })
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const given = ({ id }: Asked, signature: Uint8Array, certificate?: Uint8Array) => ({
  challengeId: id,
  signature: base64(signature),
  ...(certificate && { certificate: base64(certificate) }),
})

async function registered(key: UKey, username: string): Promise<void> {
  const send = browser()
  await withPassword(send, username)
  const asked = await ask(send)
  const signature = key.family === 'sm2' ? await sm2Cms(key, asked.document) : cms(key, asked.document)
  const answer = await send('POST', '/me/certificates', given(asked, signature))
  if (answer.status !== 204) throw new Error(JSON.stringify(answer.body))
}

async function fresh(username: string, key: UKey): Promise<UKey> {
  await db.execute(`delete from login_certificates`)
  await registered(key, username)
  return key
}

describe('signing in by a certificate', () => {
  it.each(['rsa', 'ecdsa', 'sm2'] as const)(
    'takes CMS and a bare signature of a %s key, and asks for the password besides',
    async (family) => {
      const key = await fresh('operator', ca.ukey(family))
      const send = browser()
      const first = await ask(send)
      const signature = family === 'sm2' ? await sm2Cms(key, first.document) : cms(key, first.document)
      expect(await send('POST', '/sessions/certificate', given(first, signature))).toMatchObject({
        status: 201,
        body: { account: { username: 'operator', factors: ['certificate'], owes: 'second-factor' } },
      })
      const password = { kind: 'password', password: passwordOf('operator') }
      expect((await send('POST', '/sessions/current/proofs', password)).body.account).toMatchObject({
        factors: ['certificate', 'password'],
        owes: null,
      })
      const second = browser()
      await withPassword(second, 'operator')
      const asked = await ask(second)
      const answer = given(asked, bare(key, asked.document), key.certificate)
      expect(await second('POST', '/sessions/current/certificate-proofs', answer)).toMatchObject({
        status: 200,
        body: { account: { factors: ['password', 'certificate'], owes: null } },
      })
    },
    60_000,
  )

  it('signs a text that names our origin, the browser or session, and the time', async () => {
    const send = browser()
    const anonymous = JSON.parse((await ask(send)).document)
    expect(anonymous).toMatchObject({
      origin: 'http://127.0.0.1:8460',
      for: { browser: expect.stringMatching(/^[0-9a-f]{64}$/) },
      issuedAt: new Date(START).toISOString(),
      expiresAt: new Date(START + 2 * MINUTE).toISOString(),
    })
    expect(Buffer.from(anonymous.challenge, 'base64url')).toHaveLength(32)
    await withPassword(send, 'auditor')
    expect(JSON.parse((await ask(send)).document).for).toEqual({ session: expect.any(String) })
  })
})

describe('an answer is refused', () => {
  it('when it is one byte off, comes again, late, from another browser, or to another of our addresses', async () => {
    const key = await fresh('operator', ca.ukey('ecdsa'))
    const over = { status: 403, body: { code: 'accounts.challenge-over' } }
    const invalid = { status: 403, body: { code: 'ukeys.signature-not-valid' } }
    const open = (send: Browser, body: object, origin?: string) => send('POST', '/sessions/certificate', body, origin)
    const attempt = async (send: Browser, sign: (text: string) => Uint8Array) => {
      const asked = await ask(send)
      return { asked, answer: given(asked, sign(asked.document)) }
    }
    const right = (text: string) => cms(key, text)

    const send = browser()
    const { asked, answer } = await attempt(send, right)
    const spoiled = Buffer.from(answer.signature, 'base64')
    spoiled[spoiled.length - 5] = (spoiled[spoiled.length - 5] ?? 0) ^ 1
    expect(await open(send, { ...answer, signature: spoiled.toString('base64') })).toMatchObject(invalid)
    // The challenge is used up by the wrong answer too.
    expect(await open(send, given(asked, right(asked.document)))).toMatchObject(over)

    const other = await attempt(send, (text) => right(text.replace('127.0.0.1', '127.0.0.2')))
    expect(await open(send, other.answer)).toMatchObject(invalid)

    const twice = await attempt(send, right)
    expect((await open(send, twice.answer)).status).toBe(201)
    const again = browser()
    expect(await open(again, twice.answer)).toMatchObject(over)

    const stolen = await attempt(browser(), right)
    expect(await open(browser(), stolen.answer)).toMatchObject(over)

    const moved = browser()
    expect(await open(moved, (await attempt(moved, right)).answer, 'http://localhost:8460')).toMatchObject(over)

    const late = browser()
    const slow = await attempt(late, right)
    moment = START + 2 * MINUTE
    expect(await open(late, slow.answer)).toMatchObject(over)
  }, 60_000)

  it('of a challenge that another session was given', async () => {
    const key = await fresh('operator', ca.ukey('ecdsa'))
    const [one, two] = [browser(), browser()]
    await withPassword(one, 'operator')
    await withPassword(two, 'operator')
    const asked = await ask(one)
    const answer = given(asked, cms(key, asked.document))
    expect(await two('POST', '/sessions/current/certificate-proofs', answer)).toMatchObject({
      body: { code: 'accounts.challenge-over' },
    })
    expect((await one('POST', '/sessions/current/certificate-proofs', answer)).status).toBe(200)
  }, 30_000)

  it('by a key nobody registered, of somebody else, for another purpose, or of an authority that is no anchor for signing in', async () => {
    const key = await fresh('operator', ca.ukey('ecdsa'))
    const open = async (by: UKey, sign = cms) => {
      const send = browser()
      const asked = await ask(send)
      return (await send('POST', '/sessions/certificate', given(asked, sign(by, asked.document)))).body
    }
    expect(await open(ca.ukey('ecdsa'))).toMatchObject({ code: 'ukeys.certificate-unregistered' })
    expect(await open(ca.ukey('ecdsa', elsewhere))).toMatchObject({ code: 'ukeys.signature-not-valid' })
    expect(await open(key, (by, text) => cms(by, text, '-nocerts'))).toMatchObject({
      code: expect.stringMatching(/^ukeys\./),
    })
    const auditor = browser()
    await withPassword(auditor, 'auditor')
    const asked = await ask(auditor)
    expect(
      await auditor('POST', '/sessions/current/certificate-proofs', given(asked, cms(key, asked.document))),
    ).toMatchObject({ status: 403 })
    // A key for encrypting signs nothing here, whatever it can compute.
    const encrypting = ca.ukey('rsa', undefined, 'keyEncipherment')
    const send = browser()
    const challenge = await ask(send)
    const answer = given(challenge, bare(encrypting, challenge.document), encrypting.certificate)
    expect((await send('POST', '/sessions/certificate', answer)).body).toMatchObject({
      code: 'ukeys.signature-not-valid',
    })
    // The right certificate with the signature of another key.
    const next = await ask(send)
    const forged = given(next, bare(ca.ukey('ecdsa'), next.document), key.certificate)
    expect((await send('POST', '/sessions/certificate', forged)).body).toMatchObject({
      code: 'ukeys.signature-not-valid',
    })
  }, 60_000)
})

describe('revocation', () => {
  const open = async (key: UKey, app = strict) => {
    const send = browser(app)
    const asked = await ask(send)
    return send('POST', '/sessions/certificate', given(asked, cms(key, asked.document)))
  }

  it('that is known refuses; silence refuses too, and says why; both are in the trail', async () => {
    const key = await fresh('operator', ca.ukey('ecdsa'))
    expect((await open(key)).status).toBe(201)
    ca.silence(true)
    for (const app of [strict, lenient])
      expect(await open(key, app)).toMatchObject({ status: 403, body: { code: 'ukeys.revocation-unknown' } })
    ca.silence(false)
    ca.revoke(key)
    expect(await open(key, lenient)).toMatchObject({ status: 403, body: { code: 'ukeys.certificate-revoked' } })
    const rows = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.action, 'certificate.sign-in-refused')))
    expect(rows.map(({ detail }) => detail.because)).toEqual(
      expect.arrayContaining(['ukeys.revocation-unknown', 'ukeys.certificate-revoked']),
    )
  }, 60_000)

  it('nobody can tell of is conceded to clerks of districts only, and only where it is so configured', async () => {
    const key = await fresh('district-clerk', ca.ukey('ecdsa'))
    ca.silence(true)
    expect(await open(key)).toMatchObject({ status: 403, body: { code: 'ukeys.revocation-unknown' } })
    expect((await open(key, lenient)).status).toBe(201)
    ca.silence(false)
    ca.revoke(key)
    expect((await open(key, lenient)).status).toBe(403)
  }, 60_000)
})

describe('registering a key', () => {
  it('takes a signature by it, once, and ends by removing it', async () => {
    await db.execute(`delete from login_certificates`)
    const key = ca.ukey('ecdsa')
    await registered(key, 'ra-officer')
    await expect(registered(key, 'auditor')).rejects.toThrow('ukeys.certificate-registered')
    const send = browser()
    await withPassword(send, 'ra-officer')
    const asked = await ask(send)
    await send('POST', '/sessions/current/certificate-proofs', given(asked, cms(key, asked.document)))
    const { body } = await send('GET', '/me/certificates')
    expect(body.items).toEqual([
      expect.objectContaining({ subject: expect.stringContaining('ukey'), lastUsedAt: expect.any(String) }),
    ])
    const [{ id }] = body.items
    const stranger = browser()
    await withPassword(stranger, 'district-clerk')
    expect((await stranger('DELETE', `/me/certificates/${id}`)).status).toBe(404)
    expect((await send('DELETE', `/me/certificates/${id}`)).status).toBe(204)
    expect((await send('GET', '/me/certificates')).body.items).toEqual([])
  }, 30_000)
})

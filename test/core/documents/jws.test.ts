import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromBase64Url } from '#core/bytes/base64.ts'
import { readJson } from '#core/bytes/strict-json.ts'
import { formatOf } from '#core/formats.ts'
import {
  b64u,
  certified,
  compact,
  found,
  HEADER,
  judge,
  PAYLOAD,
  sha256,
  signParts,
  stranger,
  strangerCertificate,
  trust,
  user,
  userCertificate,
} from './jws-maker.ts'

const RFC7515_PAYLOAD = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'
const RSA = {
  kty: 'RSA',
  n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  e: 'AQAB',
}
const P256 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}
const P521 = {
  kty: 'EC',
  crv: 'P-521',
  x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
  y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
}
/** RFC 8037 appendix A.1: the private key, from which node:crypto makes the public one. */
const ED25519 = createPublicKey(
  createPrivateKey({
    key: Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url'),
    ]),
    format: 'der',
    type: 'pkcs8',
  }),
).export({ format: 'jwk' })

const VECTORS = [
  {
    name: 'RFC 7515 A.2, RS256',
    jwk: RSA,
    jws: `eyJhbGciOiJSUzI1NiJ9.${RFC7515_PAYLOAD}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
  },
  {
    name: 'RFC 7515 A.3, ES256',
    jwk: P256,
    jws: `eyJhbGciOiJFUzI1NiJ9.${RFC7515_PAYLOAD}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
  },
  {
    name: 'RFC 7515 A.4, ES512',
    jwk: P521,
    jws: 'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
  },
  {
    name: 'RFC 8037 A.4, EdDSA',
    jwk: ED25519,
    jws: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
  },
]

describe('the examples of the standards', () => {
  it.each(VECTORS)('$name verifies with its key, and not one character further', async ({ jwk, jws }) => {
    const intermediates = [await certified(jwk)]
    const good = await judge(jws, { trust: { ...trust, intermediates } })
    expect(found(good).filter((code) => code.startsWith('jws.'))).toEqual(['jws.certificate-reference-absent'])
    expect([good.verdict, good.technical]).toEqual(['VALID', 'intact'])
    const [header, payload = '', signature] = jws.split('.')
    const other = `${payload.slice(0, 3)}${payload[3] === 'A' ? 'B' : 'A'}${payload.slice(4)}`
    const bad = await judge(`${header}.${other}.${signature}`, { trust: { ...trust, intermediates } })
    expect(bad.indication).not.toBe('TOTAL_PASSED')
  })

  it('the HMAC example of RFC 7797 §4.2 is refused by name, and so is the one without signature of RFC 7515 A.5', async () => {
    const hmac = await judge(
      'eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY',
      {
        content: Buffer.from('$.02'),
      },
    )
    expect(found(hmac)).toContain('jws.alg-hmac')
    expect(hmac.verdict).toBe('INVALID')
    const none = await judge(`eyJhbGciOiJub25lIn0.${RFC7515_PAYLOAD}.`)
    expect(found(none)).toContain('jws.alg-none')
    expect([none.verdict, none.technical]).toEqual(['INVALID', 'no-signature'])
  })
})

const good = signParts(HEADER, b64u(PAYLOAD))
const flattened = { payload: good.payload, protected: good.protected, signature: good.signature }

describe('a JWS with a certificate', () => {
  it.each([
    ['compact', compact(good)],
    ['compact, with the line end of an editor', `${compact(good)}\n`],
    ['flattened', flattened],
    ['general', { payload: good.payload, signatures: [{ protected: good.protected, signature: good.signature }] }],
  ])('is VALID in the %s serialisation', async (_, text) => {
    const report = await judge(text)
    expect(report.verdict).toBe('VALID')
    expect(report.kind).toBe('jws')
    expect(report.signers[0]?.certificate?.raw).toEqual(userCertificate.raw)
  })

  it('is INVALID when the payload is another, and says so', async () => {
    const report = await judge(compact(good, b64u(PAYLOAD.replace('5', '1'))))
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
    expect(found(report)).toContain('jws.signature')
  })

  it('is as good as the worst of its signers', async () => {
    const second = signParts({ ...HEADER, iat: 1 }, good.payload, stranger)
    const signatures = [good, second].map(({ protected: text, signature }) => ({ protected: text, signature }))
    const report = await judge({ payload: good.payload, signatures })
    expect(report.signers.map(({ verdict }) => verdict)).toEqual(['VALID', 'INVALID'])
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
  })
})

const header = (changes: object) => JSON.stringify({ ...HEADER, ...changes })
const signedWith = (changes: object, payload = b64u(PAYLOAD)) => signParts(header(changes), payload)
const flat = ({ protected: text, payload, signature }: typeof good, more: object = {}) => ({
  protected: text,
  payload,
  signature,
  ...more,
})

describe('attacks on the header', () => {
  it.each([
    ['an algorithm for another key', compact(signedWith({ alg: 'RS256' })), 'jws.alg-key-mismatch'],
    ['an algorithm for another curve', compact(signedWith({ alg: 'ES384' })), 'jws.alg-key-mismatch'],
    ['a shared secret', compact(signedWith({ alg: 'HS256' })), 'jws.alg-hmac'],
    ['none, in capitals', compact(signedWith({ alg: 'NONE' })), 'jws.alg-none'],
    ['no algorithm', compact(signedWith({ alg: undefined })), 'jws.alg-missing'],
    ['an algorithm that nobody knows', compact(signedWith({ alg: 'XX1' })), 'jws.alg-unknown'],
    ['an algorithm written in the unprotected header too', flat(good, { header: { alg: 'none' } }), 'jws.header-twice'],
    ['a certificate put over the signed one', flat(good, { header: { x5c: [] } }), 'jws.header-twice'],
    [
      'an algorithm in the unprotected header only',
      flat(signedWith({ alg: undefined }), { header: { alg: 'ES256' } }),
      'jws.header-not-protected',
    ],
    [
      'critical parameters in the unprotected header',
      flat(good, { header: { crit: ['b64'] } }),
      'jws.header-not-protected',
    ],
    ['no protected header', flat({ ...good, protected: '' }, { header: HEADER }), 'jws.header-unprotected'],
    ['an unknown critical parameter', compact(signedWith({ crit: ['exp'], exp: 1 })), 'jws.crit-not-understood'],
    ['an empty critical list', compact(signedWith({ crit: [] })), 'jws.crit-malformed'],
    ['a critical list that is text', compact(signedWith({ crit: 'iat' })), 'jws.crit-malformed'],
    ['a critical name twice', compact(signedWith({ crit: ['iat', 'iat'] })), 'jws.crit-malformed'],
    ['a critical name that is not there', compact(signedWith({ crit: ['sigD'] })), 'jws.crit-names'],
    ['a critical name of the standard itself', compact(signedWith({ crit: ['alg'] })), 'jws.crit-names'],
    ['b64 that is text', compact(signedWith({ b64: 'false', crit: ['b64'] })), 'jws.b64-malformed'],
    ['b64 that is not critical', compact(signedWith({ b64: false }, 'abc')), 'jws.b64-not-critical'],
    ['unsigned properties that are signed', compact(signedWith({ etsiU: [] })), 'jws.etsiu-protected'],
    [
      'another certificate than the digest says',
      compact(signedWith({ 'x5t#S256': sha256('x') })),
      'cms.signing-certificate-mismatch',
    ],
    ['a chain that cannot be read', compact(signedWith({ x5c: ['AAAA'] })), 'jws.x5c-malformed'],
  ])('%s: never VALID', async (_, text, code) => {
    const report = await judge(text)
    expect(found(report)).toContain(code)
    expect(report.indication).not.toBe('TOTAL_PASSED')
  })

  it('a key that the header brings along is not used', async () => {
    const jwk = createPublicKey(stranger.privateKey).export({ format: 'jwk' })
    const report = await judge(compact(signParts({ alg: 'ES256', jwk }, b64u(PAYLOAD), stranger)))
    expect(found(report)).toContain('jws.key-source-ignored')
    expect([report.verdict, report.technical]).toEqual(['INDETERMINATE', 'digest-only'])
  })

  it('a chain put before the signed digest does not become the signer', async () => {
    const x5c = [strangerCertificate, userCertificate].map(({ raw }) => Buffer.from(raw).toString('base64'))
    const own = await judge(compact(signedWith({ x5c })))
    expect(own.verdict).toBe('VALID_WITH_DEFECTS')
    expect(found(own)).toContain('jws.x5c-order')
    const foreign = await judge(compact(signParts(header({ x5c }), b64u(PAYLOAD), stranger)))
    expect(foreign.verdict).toBe('INVALID')
  })

  it('an ECDSA signature in DER, or of zeros, is none', async () => {
    const der = sign('sha256', Buffer.from(`${good.protected}.${good.payload}`), user.privateKey)
    for (const signature of [b64u(der), b64u(new Uint8Array(64)), good.signature.slice(0, -2)]) {
      expect((await judge({ ...flattened, signature })).verdict).toBe('INVALID')
    }
  })
})

describe('JSON that two readers would read in two ways', () => {
  const text = JSON.stringify(flattened)
  it.each([
    ['a member twice', text.replace('{', `{"payload":"${b64u('other')}",`)],
    ['a member twice, once escaped', text.replace('{', `{"p\\u0061yload":"${b64u('other')}",`)],
    ['something behind it', `${text}{}`],
    [
      'both serialisations at once',
      { ...flattened, signatures: [{ protected: good.protected, signature: good.signature }] },
    ],
    ['a payload that is a number', { ...flattened, payload: 1 }],
    ['a byte order mark', `\ufeff${text}`],
    ['a comma at the end', text.replace(/}$/, ',}')],
    ['a lone surrogate', text.replace('{', '{"x":"\\ud800",')],
    ['depth without end', `${'['.repeat(100_000)}`],
  ])('%s: refused', async (_, bad) => {
    expect((await judge(bad)).indication).not.toBe('TOTAL_PASSED')
  })

  it('a header with a member twice is refused, whichever the signer meant', async () => {
    const twice = JSON.stringify(HEADER).replace('{', '{"alg":"none",')
    const report = await judge(compact(signParts(twice, b64u(PAYLOAD))))
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'unreadable'])
  })

  it.each([
    ['padding', `${good.payload}=`],
    ['a space', `${good.payload.slice(0, 4)} ${good.payload.slice(4)}`],
    ['the other alphabet', `${good.payload}+/`],
    ['spare bits', b64u('ab').replace(/.$/, 'J')],
  ])('a payload in base64url with %s is refused', async (_, payload) => {
    const parts = signParts(HEADER, payload)
    expect((await judge(flat(parts))).verdict).toBe('INVALID')
  })

  it('members of no serialisation are named, and nobody takes them for signed', async () => {
    const report = await judge({ ...flattened, evil: 'x' })
    expect(found(report)).toContain('jws.strangers')
    expect(report.verdict).toBe('VALID_WITH_DEFECTS')
  })
})

describe('content beside the signature', () => {
  const content = Buffer.from(PAYLOAD)
  const detached = compact(good, '')

  it('is encoded and compared', async () => {
    expect((await judge(detached, { content })).verdict).toBe('VALID')
    const other = await judge(detached, { content: Buffer.from(PAYLOAD.replace('5', '1')) })
    expect([other.verdict, other.technical]).toEqual(['INVALID', 'broken'])
  })

  it('in pieces of any size gives the same answer', async () => {
    const pieces = [1, 5, 0, 2, content.length - 8].map((length, index, all) => {
      const start = all.slice(0, index).reduce((sum, one) => sum + one, 0)
      return new Uint8Array(content.subarray(start, start + length))
    })
    const source = { length: content.length, pieces: () => pieces }
    expect((await judge(detached, { content: source })).verdict).toBe('VALID')
  })

  it('of several files leaves open which of them is meant', async () => {
    const detached = [1, 2].map((number) => ({ name: `${number}.json`, bytes: content }))
    const report = await judge(compact(good), { detached })
    expect(found(report)).toContain('jws.detached-not-named')
    expect(report.verdict).toBe('INDETERMINATE')
  })

  it('is told from other text by the parts between its dots, however long the header', () => {
    expect(formatOf(new Uint8Array(Buffer.from(compact(good))))).toBe('jws')
    expect(formatOf(new Uint8Array(Buffer.from('example.com.')))).toBe('unknown')
  })

  it('that is missing leaves the question open', async () => {
    const report = await judge({ protected: good.protected, signature: good.signature })
    expect([report.verdict, report.technical]).toEqual(['INDETERMINATE', 'digest-only'])
    expect(found(report)).toContain('jws.content-missing')
  })

  it('never wins silently over the payload inside, nor the other way round', async () => {
    const report = await judge(compact(good), { content: Buffer.from('else') })
    expect(found(report)).toContain('cms.content-differs')
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
  })

  it('is signed as it is where b64 is false (RFC 7797)', async () => {
    const parts = signedWith({ b64: false, crit: ['b64'] }, PAYLOAD)
    expect((await judge(compact(parts, ''), { content })).verdict).toBe('VALID')
    expect((await judge(flat(parts))).verdict).toBe('VALID')
    // The same octets under a header that says they are encoded.
    const encoded = await judge({ ...flat(signedWith({}, PAYLOAD)) })
    expect(encoded.verdict).toBe('INVALID')
  })

  it('read in two ways by two signers is refused', async () => {
    const raw = signedWith({ b64: false, crit: ['b64'] }, good.payload)
    const signatures = [good, raw].map(({ protected: text, signature }) => ({ protected: text, signature }))
    expect(found(await judge({ payload: good.payload, signatures }))).toContain('jws.b64-differs')
  })
})

const BY_URI = 'http://uri.etsi.org/19182/ObjectIdByURI'
const BY_HASH = 'http://uri.etsi.org/19182/ObjectIdByURIHash'
const files = [
  { name: 'a.txt', bytes: Buffer.from('first') },
  { name: 'b 1.txt', bytes: Buffer.from('second') },
]

describe('files named by the signature (sigD)', () => {
  const pars = ['https://example.com/a.txt', 'b%201.txt']
  const hashes = files.map(({ bytes }) => sha256(b64u(bytes)))
  const sigD = (changes: object) => ({
    sigD: { mId: BY_HASH, pars, hashM: 'S256', hashV: hashes, ...changes },
    crit: ['sigD'],
  })
  const byHash = compact(signedWith(sigD({}), ''))
  const byUri = compact(
    signParts(header({ sigD: { mId: BY_URI, pars }, crit: ['sigD'] }), files.map(({ bytes }) => b64u(bytes)).join('')),
    '',
  )

  it.each([
    ['by their digests', byHash],
    ['by their octets', byUri],
  ])('are compared %s', async (_, jws) => {
    expect((await judge(jws, { detached: files })).verdict).toBe('VALID')
    expect((await judge(jws, { detached: [...files].reverse() })).verdict).toBe('VALID')
    const changed = files.map((one, index) => (index === 1 ? { ...one, bytes: Buffer.from('seconD') } : one))
    const other = await judge(jws, { detached: changed })
    expect([other.verdict, other.technical]).toEqual(['INVALID', 'broken'])
    const missing = await judge(jws, { detached: files.slice(0, 1) })
    expect(found(missing)).toContain('jws.detached-missing')
    expect(missing.verdict).toBe('INDETERMINATE')
  })

  it('that nobody signed do not pass as signed', async () => {
    const more = { name: 'c.txt', bytes: Buffer.from('third') }
    const report = await judge(byHash, { detached: [...files, more] })
    expect(found(report)).toContain('jws.detached-not-named')
    expect(report.verdict).toBe('INDETERMINATE')
  })

  it.each([
    ['another digest than there are files', sigD({ hashV: hashes.slice(1) }), 'jws.sigd-malformed'],
    ['a name twice', sigD({ pars: [pars[0], pars[0]] }), 'jws.sigd-malformed'],
    ['no file', sigD({ pars: [], hashV: [] }), 'jws.sigd-malformed'],
    ['a digest that does not bind', sigD({ hashM: 'MD5' }), 'jws.sigd-digest'],
    ['headers of an HTTP message', sigD({ mId: 'http://uri.etsi.org/19182/HttpHeaders' }), 'jws.sigd-http-headers'],
    ['a mechanism nobody knows', sigD({ mId: 'urn:x' }), 'jws.sigd-mechanism'],
  ])('%s: never VALID', async (_, changes, code) => {
    const report = await judge(compact(signedWith(changes, '')), { detached: files })
    expect(found(report)).toContain(code)
    expect(report.indication).not.toBe('TOTAL_PASSED')
  })

  it('and a payload as well: refused', async () => {
    const report = await judge(compact(signedWith(sigD({}))), { detached: files })
    expect(found(report)).toContain('jws.payload-and-sigd')
    expect(report.verdict).toBe('INVALID')
  })
})

describe('countersignatures', () => {
  const counter = (payload: string, key = user) => signParts({ ...HEADER, iat: 5 }, payload, key)
  const withCounter = (cSig: unknown) => judge(flat(good, { header: { etsiU: [{ cSig }] } }))

  it.each([
    ['the signature as it is written', b64u(good.signature)],
    ['the octets of the signature', good.signature],
  ])('over %s are judged as signers of their own', async (_, payload) => {
    const report = await withCounter(compact(counter(payload), ''))
    expect(report.signers.map(({ role, technical }) => [role, technical])).toEqual([
      ['signer', 'intact'],
      ['countersigner', 'intact'],
    ])
    expect(report.verdict).toBe('VALID')
  })

  it('over something else are a defect and prove nothing', async () => {
    const report = await withCounter(compact(counter(b64u('something else')), ''))
    expect(found(report)).toContain('cms.countersignature-broken')
    expect(report.verdict).toBe('VALID_WITH_DEFECTS')
  })
})

describe('strict reading', () => {
  const json = (text: string) => readJson(new Uint8Array(Buffer.from(text)))
  it.each([
    '01',
    '1.',
    '.5',
    '+1',
    'nul',
    'NaN',
    '"\t"',
    '"\\x"',
    '"\\u12"',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    '',
    '"',
    '{"a":1 "b":2}',
  ])('refuses %j', (text) => expect(json(text).ok).toBe(false))
  it.each(['0', '-0.5e+3', 'null', '"\\u4e2d\\n"', ' [ ] ', '{"a":{"a":[1,true]}}', '"\\ud83d\\ude00"'])(
    'reads %j',
    (text) => {
      expect(json(text).ok).toBe(true)
    },
  )
  it('refuses octets that are no UTF-8', () => {
    expect(readJson(Uint8Array.of(0x22, 0xc0, 0x80, 0x22)).ok).toBe(false)
  })
  it.each(['A', 'AB=', 'A B', 'AB\n', 'A+/A', 'AB'])('base64url: %j stands for nothing', (text) => {
    expect(fromBase64Url(text)).toBeUndefined()
  })
  it('base64url without padding is read back', () => {
    const octets = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })
    expect(fromBase64Url(octets.toString('base64url'))).toEqual(new Uint8Array(octets))
  })
})

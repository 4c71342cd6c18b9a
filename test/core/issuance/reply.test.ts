import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { onlyTlv } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { judgeReply, type ReplyQuestion } from '#core/issuance/reply.ts'
import { isSameKey } from '#core/issuance/same-key.ts'
import { messages } from '#core/messages/index.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { readPublicKeyInfo } from '#core/x509/parse.ts'
import { parseRequest } from '#core/x509/request.ts'
import {
  ext,
  general,
  issue,
  type Key,
  makeKey,
  NOW,
  type Template,
  withBrokenSignature,
  YEAR_MS,
} from '../x509/authority.ts'

const DAY = 86_400_000
const HOSTS = ['*.rsj.sh.gov.cn', 'rsj.sh.gov.cn']
const SITE = 'C=CN,CN=*.rsj.sh.gov.cn'

async function requestFor(key: Key, sans: string[] = HOSTS) {
  const signer = openSigner(new Uint8Array(key.privateKey.export({ type: 'pkcs8', format: 'der' })))
  const der = await makeCertificationRequest({ subject: { C: 'CN', CN: '*.rsj.sh.gov.cn' }, sans, signer })
  const read = parseRequest(der)
  if (!read.ok) throw new Error(read.error.code)
  return read.value
}

const rootKey = makeKey('p256')
const subKey = makeKey('rsa')
const issuingKey = makeKey('p256')
const caUsage = [ext.ca(), ext.keyUsage(5, 6)]
const LONG = { notBefore: NOW - 5 * YEAR_MS, notAfter: NOW + 10 * YEAR_MS }
const root = await issue({ subject: 'CN=Root', extensions: caUsage, ...LONG }, rootKey)
const sub = await issue({ subject: 'CN=Sub', issuer: 'CN=Root', extensions: caUsage, ...LONG }, subKey, rootKey)
const issuing = await issue(
  { subject: 'CN=Issuing', issuer: 'CN=Sub', extensions: caUsage, ...LONG },
  issuingKey,
  subKey,
)

const siteKey = makeKey('p256')
const request = await requestFor(siteKey)
const siteExtensions = (names = HOSTS) => [
  ext.notCa(),
  ext.keyUsage(0),
  ext.purposes(false, OID.serverAuth),
  ext.names(...names.map(general.dns)),
]
const VALID = { notBefore: NOW - DAY, notAfter: NOW + 180 * DAY }
const leafFor = (template: Partial<Template> = {}, key = siteKey, issuerKey = issuingKey) =>
  issue(
    { subject: SITE, issuer: 'CN=Issuing', serial: 77, extensions: siteExtensions(), ...VALID, ...template },
    key,
    issuerKey,
  )
const leaf = await leafFor()
const old = await leafFor({ serial: 76, notBefore: NOW - 190 * DAY, notAfter: NOW + 9 * DAY }, makeKey('p256'))

const judge = (received: readonly Certificate[], more: Partial<ReplyQuestion> = {}) =>
  judgeReply({ request, received, known: [], at: NOW, isPublic: true, purpose: 'serverAuth', ...more }, nodePrimitives)
const refusals = async (received: readonly Certificate[], more: Partial<ReplyQuestion> = {}) => {
  const report = await judge(received, more)
  const codes = report.findings
    .filter(({ effect }) => effect === 'fatal' || effect === 'unknown')
    .map(({ code }) => code)
  expect(report.isAccepted).toBe(codes.length === 0)
  return codes
}
const subjects = (list: readonly Certificate[]) => list.map((one) => one.subject.rdns.at(-1)?.[0]?.text)

describe('a reply that fits', () => {
  it('is sorted into a chain whatever its order, the root recognised and set apart', async () => {
    const orders = [
      [leaf, issuing, sub, root],
      [root, sub, issuing, leaf],
      [sub, leaf, root, issuing, leaf, sub],
    ]
    for (const received of orders) {
      const report = await judge(received)
      expect([report.isAccepted, subjects(report.intermediates), subjects(report.root ? [report.root] : [])]).toEqual([
        true,
        ['Issuing', 'Sub'],
        ['Root'],
      ])
      expect(report.leaf).toBe(leaf)
      expect(report.findings).toEqual([])
    }
  })

  it('is completed from what the house knows, and names what it does not need', async () => {
    const stranger = await issue({ subject: 'CN=Stranger', extensions: caUsage }, makeKey())
    const report = await judge([stranger, leaf], { known: [root, sub, issuing] })
    expect([report.isAccepted, subjects(report.intermediates), subjects(report.extra)]).toEqual([
      true,
      ['Issuing', 'Sub'],
      ['Stranger'],
    ])
    expect(report.findings).toMatchObject([{ code: 'reply.extra', params: { certificate: 'CN=Stranger' } }])
  })

  it('may end below a root that nobody has only where that was agreed', async () => {
    expect(await refusals([leaf, issuing, sub])).toEqual(['reply.chain-gap'])
    expect(await refusals([leaf, issuing, sub], { allowsUnknownRoot: true })).toEqual([])
    expect(await refusals([leaf, issuing, root], { allowsUnknownRoot: true })).toEqual(['reply.chain-gap'])
    expect(await refusals([leaf], { allowsUnknownRoot: true })).toEqual(['reply.chain-gap'])
  })

  it('may cover a name by a wildcard, and may name more than was asked', async () => {
    const wide = await leafFor({ extensions: siteExtensions([...HOSTS, 'www.sh.gov.cn']) })
    const report = await judge([wide, issuing, sub, root], {
      request: await requestFor(siteKey, ['www.rsj.sh.gov.cn']),
    })
    expect(report.isAccepted).toBe(true)
    expect(report.findings.map(({ code }) => code)).toEqual(['reply.names-added'])
  })
})

const CAS = [issuing, sub, root]
const otherKey = makeKey('p256')

/** Every planted fault with the one reason it is refused for. */
const FAULTS: [string, () => Promise<{ received: Certificate[]; more?: Partial<ReplyQuestion> }>, string[]][] = [
  ['nothing at all', async () => ({ received: [] }), ['reply.empty']],
  ['CA certificates only', async () => ({ received: CAS }), ['reply.only-authorities']],
  [
    'a certificate of the same names for another key',
    async () => ({ received: [await leafFor({}, otherKey), ...CAS] }),
    ['reply.key-mismatch'],
  ],
  [
    'a certificate for somebody else',
    async () => ({
      received: [
        await leafFor({ subject: 'CN=mail', extensions: siteExtensions(['mail.example.cn']) }, otherKey),
        ...CAS,
      ],
    }),
    ['reply.no-leaf'],
  ],
  [
    'two certificates for the key',
    async () => ({ received: [leaf, await leafFor({ serial: 78 }), ...CAS] }),
    ['reply.several-leaves'],
  ],
  ['no issuer of the leaf', async () => ({ received: [leaf, sub, root] }), ['reply.chain-gap']],
  ['no issuer further up', async () => ({ received: [leaf, issuing, root] }), ['reply.chain-gap']],
  [
    'a CA of the right name and the wrong key',
    async () => ({
      received: [
        leaf,
        await issue({ subject: 'CN=Issuing', issuer: 'CN=Sub', extensions: caUsage, ...LONG }, makeKey(), subKey),
        sub,
        root,
      ],
    }),
    ['reply.link-broken'],
  ],
  [
    'a CA that renewed its own key, without the key before',
    async () => {
      const turned = await issue({ subject: 'CN=Issuing', extensions: caUsage, ...LONG }, issuingKey, makeKey())
      return { received: [leaf, turned, sub, root] }
    },
    ['reply.chain-gap'],
  ],
  ['a changed certificate', async () => ({ received: [withBrokenSignature(leaf), ...CAS] }), ['reply.link-broken']],
  [
    'an expired certificate',
    async () => ({ received: [await leafFor({ notBefore: NOW - 20 * DAY, notAfter: NOW - 1000 }), ...CAS] }),
    ['reply.expired'],
  ],
  [
    'a certificate of tomorrow',
    async () => ({ received: [await leafFor({ notBefore: NOW + DAY, notAfter: NOW + 90 * DAY }), ...CAS] }),
    ['reply.not-yet-valid'],
  ],
  [
    'an expired issuer',
    async () => {
      const stale = { ...LONG, notAfter: NOW - DAY }
      const ended = await issue(
        { subject: 'CN=Issuing', issuer: 'CN=Sub', extensions: caUsage, ...stale },
        issuingKey,
        subKey,
      )
      return { received: [leaf, ended, sub, root] }
    },
    ['reply.issuer-expired'],
  ],
  [
    'one name less',
    async () => ({ received: [await leafFor({ extensions: siteExtensions(['*.rsj.sh.gov.cn']) }), ...CAS] }),
    ['reply.names-missing'],
  ],
  [
    'no alternative names',
    async () => ({ received: [await leafFor({ extensions: siteExtensions().slice(0, 3) }), ...CAS] }),
    ['reply.alternative-names-lost', 'reply.names-missing'],
  ],
  [
    'SHA-1',
    async () => ({ received: [await leafFor({ algorithm: 'ecdsa-sha1' }), ...CAS] }),
    ['reply.weaker-algorithm', 'path.digest-weak'],
  ],
  [
    'a CA certificate for the key',
    async () => ({
      received: [await leafFor({ extensions: [ext.ca(), ext.keyUsage(0, 5), ...siteExtensions().slice(2)] }), ...CAS],
    }),
    ['reply.authority'],
  ],
  [
    'a self-signed certificate',
    async () => ({
      received: [await issue({ subject: SITE, extensions: siteExtensions(), ...VALID }, siteKey), ...CAS],
    }),
    ['reply.self-signed'],
  ],
  [
    'one day more than the policy allows',
    async () => ({ received: [await leafFor({ notBefore: NOW - DAY, notAfter: NOW + 199 * DAY }), ...CAS] }),
    ['reply.validity-too-long'],
  ],
  [
    'a certificate that is not for servers',
    async () => ({
      received: [
        await leafFor({
          extensions: [ext.notCa(), ext.purposes(false, OID.clientAuth), ext.names(...HOSTS.map(general.dns))],
        }),
        ...CAS,
      ],
    }),
    ['path.purpose-not-allowed'],
  ],
  [
    'an issuer that is no CA',
    async () => {
      const noCa = await issue(
        { subject: 'CN=Issuing', issuer: 'CN=Sub', extensions: [ext.notCa()], ...LONG },
        issuingKey,
        subKey,
      )
      return { received: [leaf, noCa, sub, root] }
    },
    ['path.issuer-is-not-ca'],
  ],
]

describe('a reply that does not fit is refused for its very reason', () => {
  it.each(FAULTS)('%s', async (_, plant, reasons) => {
    const { received, more } = await plant()
    expect(await refusals(received, more)).toEqual(reasons)
  })

  it.each(FAULTS)('a renewal is held to the same: %s', async (_, plant, reasons) => {
    const { received, more } = await plant()
    expect(await refusals(received, { ...more, previous: old })).toEqual(reasons)
  })

  it('names the issuer that is missing', async () => {
    const { findings } = await judge([leaf, issuing, root])
    expect(findings[0]?.params).toEqual({ certificate: 'CN=Issuing', issuer: 'CN=Sub' })
  })

  it('a limit of the house counts too, and private certificates have no other', async () => {
    expect(await refusals([leaf, ...CAS], { maxValidityDays: 90 })).toEqual(['reply.validity-too-long'])
    const long = await leafFor({ notBefore: NOW - DAY, notAfter: NOW + 700 * DAY })
    expect(await refusals([long, ...CAS], { isPublic: false })).toEqual([])
  })

  it('one second below the limit of the policy is taken', async () => {
    const just = await leafFor({ notBefore: NOW - DAY, notAfter: NOW + 199 * DAY - 1000 })
    expect(await refusals([just, ...CAS])).toEqual([])
  })
})

describe('a renewal', () => {
  it('is refused when it is the old certificate again, and taken when the old one came along', async () => {
    expect(await refusals([leaf, ...CAS], { previous: leaf })).toEqual(['reply.same-certificate'])
    const again = await leafFor({ serial: 79, notAfter: NOW + 199 * DAY - 1000 })
    const report = await judge([leaf, again, ...CAS], { previous: leaf })
    expect([report.isAccepted, report.leaf === again]).toEqual([true, true])
    expect(report.findings.map(({ code }) => code)).toEqual(['reply.key-reused', 'reply.extra'])
  })

  it('that ends no later is pointed out', async () => {
    const { findings, isAccepted } = await judge([await leafFor({ notAfter: NOW + 9 * DAY }), ...CAS], {
      previous: old,
    })
    expect([isAccepted, findings.map(({ code }) => code)]).toEqual([true, ['reply.not-longer']])
  })
})

describe('SM2 pairs', async () => {
  const caKey = makeKey('sm2')
  const ca = await issue({ subject: 'CN=SM2 CA', extensions: caUsage, ...LONG }, caKey)
  const [signKey, encryptionKey] = [makeKey('sm2'), makeKey('sm2')]
  const sm2Request = await requestFor(signKey)
  const made = (usages: number[], key: Key, template: Partial<Template> = {}, by = caKey) =>
    issue(
      {
        subject: SITE,
        issuer: 'CN=SM2 CA',
        ...VALID,
        extensions: [ext.notCa(), ext.keyUsage(...usages), ext.names(...HOSTS.map(general.dns))],
        ...template,
      },
      key,
      by,
    )
  const sign = await made([0, 1], signKey, { serial: 5 })
  const encryption = await made([2, 3, 4], encryptionKey, { serial: 6 })
  const more = { request: sm2Request, purpose: undefined }

  it('are recognised, each for its use', async () => {
    const report = await judge([encryption, ca, sign], more)
    expect([report.isAccepted, report.leaf === sign, report.encryption === encryption]).toEqual([true, true, true])
    expect(report.findings).toEqual([])
  })

  const TWINS: [string, () => Promise<Certificate>, string[]][] = [
    ['the same key', () => made([2, 3], signKey, { serial: 6 }), ['reply.several-leaves']],
    ['another subject', () => made([2, 3], encryptionKey, { subject: 'CN=other' }), ['reply.pair-subject-differs']],
    ['another issuer', () => made([2, 3], encryptionKey, { issuer: 'CN=other' }), ['reply.pair-issuer-differs']],
    ['another validity', () => made([2, 3], encryptionKey, { notAfter: NOW + DAY }), ['reply.pair-validity-differs']],
    ['a signature of nobody', async () => withBrokenSignature(encryption), ['reply.link-broken']],
  ]
  it.each(TWINS)('are refused with %s', async (_, twin, reasons) => {
    expect(await refusals([sign, await twin(), ca], more)).toEqual(reasons)
  })

  it('are refused when there are three', async () => {
    const third = await made([2], makeKey('sm2'), { serial: 9 })
    expect(await refusals([sign, encryption, third, ca], more)).toEqual(['reply.pair-several'])
  })
})

describe('one key', () => {
  it('is told from another by its bits, however its algorithm is written', () => {
    const rsa = makeKey('rsa').publicKeyInfo
    const withoutNull = write.sequence(
      write.sequence(write.oid(OID.rsaEncryption)),
      write.bitString(readPublicKeyInfo(onlyTlv(rsa)).publicKeyBits),
    )
    expect([withoutNull.length, isSameKey(rsa, withoutNull)]).toEqual([rsa.length - 2, true])
    expect(isSameKey(rsa, makeKey('rsa').publicKeyInfo)).toBe(false)
    expect(isSameKey(makeKey('sm2').publicKeyInfo, makeKey('sm2').publicKeyInfo)).toBe(false)
  })
})

it('every refusal has its text', () => {
  const codes = FAULTS.flatMap(([, , reasons]) => reasons)
  expect(codes.filter((code) => messages[code] === undefined)).toEqual([])
})

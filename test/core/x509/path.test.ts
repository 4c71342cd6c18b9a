import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { onlyTlv, parsing } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { readPublicKeyInfo } from '#core/x509/parse.ts'
import { judgePath, type PathReport, type PathRequest } from '#core/x509/path.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import {
  ext,
  extension,
  general,
  issue,
  type Key,
  makeKey,
  NOW,
  type Template,
  withBrokenSignature,
  writeCrl,
} from './authority.ts'

const keys = {} as Record<'root' | 'ca' | 'sub' | 'leaf' | 'rsa1024', Key>
const openssl = opensslWorkshop()

beforeAll(() => {
  for (const name of ['root', 'ca', 'sub', 'leaf'] as const) keys[name] = makeKey()
  keys.rsa1024 = makeKey('rsa1024')
})

afterAll(() => openssl.close())

/** Fields and extensions to add to, or take the place of, those of a sound chain root → CA → leaf. */
interface Variation {
  root?: Part
  ca?: Part
  leaf?: Part
  /** A second CA between CA and leaf. */
  sub?: Part
  request?: Partial<PathRequest>
  leafKey?: 'rsa1024'
}

interface Part extends Partial<Template> {
  /** Instead of the usual basic constraints and key usage. */
  own?: Uint8Array[]
  /** Besides them. */
  more?: Uint8Array[]
}

const CA_BITS = [5, 6]

function template(subject: string, issuer: string, usual: Uint8Array[], part: Part = {}): Template {
  const { own = usual, more = [], ...fields } = part
  return { subject, issuer, extensions: [...own, ...more], ...fields }
}

async function chainOf(
  variation: Variation,
): Promise<{ root: Certificate; between: Certificate[]; leaf: Certificate }> {
  const usual = (own: Key, issuer: Key, isCa: boolean) => [
    ...(isCa ? [ext.ca(), ext.keyUsage(...CA_BITS)] : [ext.notCa(), ext.keyUsage(0)]),
    ext.ski(own),
    ext.aki(issuer),
  ]
  const { root, ca, sub, leaf } = variation
  const leafKey = keys[variation.leafKey ?? 'leaf']
  const top = await issue(
    template('CN=Root,O=Test', 'CN=Root,O=Test', usual(keys.root, keys.root, true), root),
    keys.root,
  )
  const middle = template('CN=CA,O=Test', 'CN=Root,O=Test', usual(keys.ca, keys.root, true), ca)
  const between = [await issue(middle, keys.ca, keys.root)]
  if (sub) {
    const lower = template('CN=Sub,O=Test', 'CN=CA,O=Test', usual(keys.sub, keys.ca, true), sub)
    between.push(await issue(lower, keys.sub, keys.ca))
  }
  const [issuer, issuerKey] = sub ? (['CN=Sub,O=Test', keys.sub] as const) : (['CN=CA,O=Test', keys.ca] as const)
  const last = template('CN=张三,O=Test', issuer, usual(leafKey, issuerKey, false), leaf)
  return { root: top, between, leaf: await issue(last, leafKey, issuerKey) }
}

async function requestFor(variation: Variation): Promise<PathRequest> {
  const { root, between, leaf } = await chainOf(variation)
  return {
    target: leaf,
    anchors: [root],
    intermediates: between,
    crls: [],
    ocsps: [],
    at: NOW,
    requireRevocation: false,
    ...variation.request,
  }
}

const judge = (request: PathRequest) => judgePath(request, nodePrimitives)
const codesOf = (report: PathReport) => report.steps.flatMap(({ findings }) => findings.map(({ code }) => code))

/** What OpenSSL says of the same certificates; host names, profiles and our algorithm policy are not asked of it. */
function opensslAccepts({ target, anchors, intermediates, at }: PathRequest): boolean {
  const file = (certificates: readonly Certificate[]) =>
    openssl.putPem('CERTIFICATE', ...certificates.map(({ raw }) => raw))
  const files = ['-CAfile', file(anchors), '-untrusted', file(intermediates), file([target])]
  return openssl.run('verify', '-attime', String(at / 1000), ...files).status === 0
}

const SITE = 'oa.rsj.sh.gov.cn'
const names = (...list: Uint8Array[]) => ({ more: [ext.names(...list)] })
const constrained = (permitted: Uint8Array[], excluded: Uint8Array[] = []) => ({
  more: [ext.constraints(permitted, excluded)],
})
const RULE: string = '1.2.3.4'

type Row = [title: string, good: Variation, bad: Variation, code: string, isOurs?: 'ours']

const ROWS: Row[] = [
  [
    'an expired leaf (RFC 5280 §6.1.3)',
    { leaf: { notAfter: NOW + 1000 } },
    { leaf: { notAfter: NOW - 1000 } },
    'path.certificate-expired',
  ],
  [
    'a CA not yet valid',
    { ca: { notBefore: NOW } },
    { ca: { notBefore: NOW + 1000 } },
    'path.certificate-not-yet-valid',
  ],
  ['an expired anchor', { root: { notAfter: NOW + 1000 } }, { root: { notAfter: NOW - 1000 } }, 'path.anchor-expired'],
  [
    'an issuer that is no CA (§6.1.4 k)',
    {},
    { ca: { own: [ext.notCa(), ext.keyUsage(...CA_BITS)] } },
    'path.issuer-is-not-ca',
  ],
  ['an issuer without basic constraints', {}, { ca: { own: [ext.keyUsage(...CA_BITS)] } }, 'path.issuer-is-not-ca'],
  [
    'an issuer that may not sign certificates (§6.1.4 n)',
    { ca: { own: [ext.ca(), ext.keyUsage(5)] } },
    { ca: { own: [ext.ca(), ext.keyUsage(6)] } },
    'path.issuer-may-not-sign',
  ],
  [
    'a path longer than a CA allows (§6.1.4 l)',
    { ca: { own: [ext.ca(1)] }, sub: {} },
    { ca: { own: [ext.ca(0)] }, sub: {} },
    'path.length-exceeded',
  ],
  [
    'a host outside the permitted tree (§4.2.1.10)',
    { ca: constrained([general.dns('gov.cn')]), leaf: names(general.dns(SITE)) },
    { ca: constrained([general.dns('gov.cn')]), leaf: names(general.dns(SITE), general.dns('evil.test')) },
    'path.name-not-permitted',
  ],
  [
    'a host inside an excluded tree',
    { ca: constrained([], [general.dns('ov.cn')]), leaf: names(general.dns(SITE)) },
    { ca: constrained([], [general.dns('gov.cn')]), leaf: names(general.dns(SITE)) },
    'path.name-excluded',
  ],
  [
    'a wildcard that covers an excluded host',
    { ca: constrained([], [general.dns('a.b.gov.cn')]), leaf: names(general.dns('*.gov.cn')) },
    { ca: constrained([], [general.dns('b.gov.cn')]), leaf: names(general.dns('*.gov.cn')) },
    'path.name-excluded',
    'ours',
  ],
  [
    'a common name that is a host outside the tree',
    { ca: constrained([general.dns('gov.cn')]), leaf: { subject: 'CN=a.gov.cn' } },
    { ca: constrained([general.dns('gov.cn')]), leaf: { subject: 'CN=a.evil.test' } },
    'path.name-not-permitted',
  ],
  [
    'a mailbox of another host',
    { ca: constrained([general.email('rsj.sh')]), leaf: names(general.email('a@rsj.sh')) },
    { ca: constrained([general.email('rsj.sh')]), leaf: names(general.email('a@b.rsj.sh')) },
    'path.name-not-permitted',
  ],
  [
    'a URI of another host',
    { ca: constrained([general.uri('.sh')]), leaf: names(general.uri('https://rsj.sh/a')) },
    { ca: constrained([general.uri('.sh')]), leaf: names(general.uri('https://sh/a')) },
    'path.name-not-permitted',
  ],
  [
    'an address outside the range',
    { ca: constrained([general.ip(10, 0, 0, 0, 255, 0, 0, 0)]), leaf: names(general.ip(10, 1, 1, 1)) },
    { ca: constrained([general.ip(10, 0, 0, 0, 255, 0, 0, 0)]), leaf: names(general.ip(11, 1, 1, 1)) },
    'path.name-not-permitted',
  ],
  [
    'an IPv6 address where only IPv4 is permitted',
    { ca: constrained([general.ip(10, 0, 0, 0, 255, 0, 0, 0)]), leaf: names(general.ip(10, 1, 1, 1)) },
    { ca: constrained([general.ip(10, 0, 0, 0, 255, 0, 0, 0)]), leaf: names(general.ip(...new Array(16).fill(1))) },
    'path.name-not-permitted',
  ],
  [
    'a subject outside the permitted directory tree',
    { ca: constrained([general.directory('CN=张三')]) },
    { ca: constrained([general.directory('CN=李四')]) },
    'path.name-not-permitted',
  ],
  [
    'an unknown critical extension (§4.2)',
    { leaf: { more: [extension('1.2.3', false, write.nullValue())] } },
    { leaf: { more: [extension('1.2.3', true, write.nullValue())] } },
    'path.unknown-critical-extension',
  ],
  [
    'a proxy certificate (RFC 3820), whether or not its mark is critical',
    {},
    { leaf: { more: [extension(OID.proxyCertInfo, false, write.nullValue())] } },
    'path.proxy-certificate',
    'ours',
  ],
  [
    'an extension that stands twice',
    { leaf: names(general.dns(SITE)) },
    { leaf: { more: [ext.names(general.dns(SITE)), ext.names(general.dns(SITE))] } },
    'path.duplicate-extension',
    'ours',
  ],
  [
    'an extension that cannot be read',
    { leaf: names(general.dns(SITE)) },
    { leaf: { more: [extension(OID.subjectAltName, false, write.ia5('rsj'))] } },
    'path.malformed-extension',
    'ours',
  ],
  [
    'another algorithm outside than inside (§4.1.1.2)',
    {},
    { leaf: { algorithm: 'ecdsa-sha1', outerAlgorithm: 'ecdsa-sha256' } },
    'path.algorithms-differ',
  ],
  ['a signature over SHA-1', {}, { leaf: { algorithm: 'ecdsa-sha1' } }, 'path.digest-weak', 'ours'],
  ['an RSA key of 1024 bits', {}, { leafKey: 'rsa1024' }, 'path.key-weak', 'ours'],
  [
    'a policy the relying party does not accept (§6.1.5 g)',
    { ca: { more: [ext.policies(RULE), ext.explicitPolicy(0)] }, leaf: { more: [ext.policies(RULE)] } },
    { ca: { more: [ext.policies(RULE), ext.explicitPolicy(0)] }, leaf: { more: [ext.policies('1.2.3.5')] } },
    'path.policy-unacceptable',
    'ours',
  ],
  [
    'a mapping to any-policy (§6.1.4 a)',
    { ca: { more: [ext.policies(RULE), ext.mapping(RULE, '1.2.3.5')] } },
    { ca: { more: [ext.policies(RULE), ext.mapping(RULE, OID.anyPolicy)] } },
    'path.maps-any-policy',
    'ours',
  ],
  [
    'a leaf for another purpose (§4.2.1.12)',
    { leaf: { more: [ext.purposes(false, OID.serverAuth)] }, request: { purpose: 'serverAuth' } },
    { leaf: { more: [ext.purposes(false, OID.clientAuth)] }, request: { purpose: 'serverAuth' } },
    'path.purpose-not-allowed',
    'ours',
  ],
  [
    'a CA for another purpose',
    { ca: { more: [ext.purposes(false, OID.clientAuth)] }, request: { purpose: 'clientAuth' } },
    { ca: { more: [ext.purposes(false, OID.clientAuth)] }, request: { purpose: 'serverAuth' } },
    'path.issuer-purpose',
    'ours',
  ],
  [
    'a TSA whose purpose is not critical (RFC 3161 §2.3)',
    { leaf: { more: [ext.purposes(true, OID.timeStamping)] }, request: { purpose: 'timeStamping' } },
    { leaf: { more: [ext.purposes(false, OID.timeStamping)] }, request: { purpose: 'timeStamping' } },
    'path.purpose-not-critical',
    'ours',
  ],
  [
    'a TSA with a second purpose',
    { leaf: { more: [ext.purposes(true, OID.timeStamping)] }, request: { purpose: 'timeStamping' } },
    { leaf: { more: [ext.purposes(true, OID.timeStamping, OID.serverAuth)] }, request: { purpose: 'timeStamping' } },
    'path.purpose-not-alone',
    'ours',
  ],
  [
    'a key usage the request needs',
    { request: { keyUsage: ['digitalSignature'] } },
    { request: { keyUsage: ['keyEncipherment'] } },
    'path.key-usage-missing',
    'ours',
  ],
  [
    'a host the certificate does not name (RFC 9525 §6)',
    { leaf: names(general.dns(SITE)), request: { hostNames: [SITE] } },
    { leaf: names(general.dns(SITE)), request: { hostNames: ['rsj.sh.gov.cn'] } },
    'path.host-name',
    'ours',
  ],
  [
    'a site certificate without authority key identifier',
    { leaf: names(general.dns(SITE)), request: { hostNames: [SITE] } },
    { leaf: { own: [ext.names(general.dns(SITE))] }, request: { hostNames: [SITE] } },
    'profile.authority-key-identifier-missing',
    'ours',
  ],
  [
    'more intermediates than asked for',
    { request: { maxDepth: 1 } },
    { request: { maxDepth: 0 } },
    'path.too-deep',
    'ours',
  ],
]

describe('a chain is accepted, and refused one field away', () => {
  it.each(ROWS)('refuses %s', async (_title, good, bad, code, isOurs) => {
    const [accepted, refused] = [await requestFor(good), await requestFor(bad)]
    const [yes, no] = [await judge(accepted), await judge(refused)]
    expect(codesOf(yes)).not.toContain(code)
    expect(yes.judgement.verdict).toBe('VALID')
    expect(codesOf(no)).toContain(code)
    expect(['INVALID', 'INDETERMINATE']).toContain(no.judgement.verdict)
    if (isOurs) return
    expect(opensslAccepts(accepted)).toBe(true)
    expect(opensslAccepts(refused)).toBe(false)
  })
})

describe('building a chain', () => {
  it('finds a broken signature and says so', async () => {
    const request = await requestFor({})
    const report = await judge({ ...request, target: withBrokenSignature(request.target) })
    expect(report.judgement).toEqual({
      verdict: 'INVALID',
      indication: 'TOTAL_FAILED',
      subIndication: 'SIG_CRYPTO_FAILURE',
    })
    expect(codesOf(report)).toContain('path.signature-invalid')
  })

  it.each([
    ['no anchor', { anchors: [] }],
    ['no intermediate', { intermediates: [] }],
  ])('with %s the matter stays open', async (_title, missing) => {
    const report = await judge({ ...(await requestFor({})), ...missing })
    expect(report.judgement.verdict).toBe('INDETERMINATE')
    expect(report.judgement.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND')
  })

  it('an anchor given as the target is its own chain', async () => {
    const { anchors, ...request } = await requestFor({})
    const [anchor] = anchors
    if (!anchor) throw new Error('no anchor')
    expect((await judge({ ...request, anchors, target: anchor })).judgement.verdict).toBe('VALID')
    expect((await judge({ ...request, anchors: [], target: anchor })).judgement.verdict).toBe('INDETERMINATE')
  })

  it('reports every defect, not only the first', async () => {
    const bad = { notAfter: NOW - 1, more: [extension('1.2.3', true, write.nullValue())] }
    const codes = codesOf(await judge(await requestFor({ leaf: bad, ca: { own: [ext.notCa()] } })))
    expect(codes).toEqual(
      expect.arrayContaining(['path.certificate-expired', 'path.unknown-critical-extension', 'path.issuer-is-not-ca']),
    )
  })

  it('takes the sound one of two chains, whatever their order', async () => {
    const request = await requestFor({})
    const expired = await requestFor({ ca: { notAfter: NOW - 1 } })
    const both = [...request.intermediates, ...expired.intermediates]
    for (const intermediates of [both, [...both].reverse()]) {
      expect((await judge({ ...request, intermediates })).judgement.verdict).toBe('VALID')
    }
  })

  it('ends on a clique of CAs, each certified by all others, that leads nowhere', async () => {
    const members = Array.from({ length: 12 }, (_, index) => ({ name: `CN=M${index}`, key: makeKey() }))
    const clique = await Promise.all(
      members.flatMap((one) =>
        members
          .filter((other) => other !== one)
          .map((other) => issue({ subject: one.name, issuer: other.name, extensions: [ext.ca()] }, one.key, other.key)),
      ),
    )
    const leaf = await issue({ subject: 'CN=leaf', issuer: 'CN=M0' }, makeKey(), members[0]?.key)
    const started = process.cpuUsage().user
    const report = await judge({ ...(await requestFor({})), target: leaf, intermediates: clique })
    expect(report.judgement.verdict).toBe('INDETERMINATE')
    expect(codesOf(report)).toContain('path.work-budget-spent')
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(2000)
  })

  it('ends on CAs that certify each other and on a hundred namesakes, within a second', async () => {
    const [one, two] = [makeKey(), makeKey()]
    const loop = [
      await issue({ subject: 'CN=A', issuer: 'CN=B', extensions: [ext.ca()] }, one, two),
      await issue({ subject: 'CN=B', issuer: 'CN=A', extensions: [ext.ca()] }, two, one),
    ]
    const many = Array.from({ length: 100 }, () => makeKey())
    const namesakes = await Promise.all(
      many.map((key, index) =>
        issue({ subject: 'CN=A', issuer: 'CN=A', extensions: [ext.ca()] }, key, many[index - 1] ?? key),
      ),
    )
    const leaf = await issue({ subject: 'CN=leaf', issuer: 'CN=A' }, makeKey(), many.at(-1))
    const base = await requestFor({})
    const started = process.cpuUsage().user
    for (const intermediates of [loop, namesakes, [...loop, ...namesakes]]) {
      const report = await judge({ ...base, target: leaf, intermediates })
      expect(report.judgement.verdict).not.toBe('VALID')
    }
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(3000)
  })
})

describe('a name that mixes writing directions (RFC 3454 §6)', () => {
  const judged = async (variation: Variation) => {
    const report = await judge(await requestFor(variation))
    const found = report.steps.flatMap(({ findings }) => findings).filter(({ code }) => code === 'path.name-bidi-mixed')
    return { verdict: report.judgement.verdict, found }
  }

  it.each([
    ['right to left only', 'אבג'],
    ['right to left with digits and spaces', 'شركة 123'],
    ['left to right only', 'Invalid 人社局'],
  ])('is none when it is %s', async (_title, text) => {
    expect(await judged({ leaf: { subject: `CN=${text},O=Test` } })).toEqual({ verdict: 'VALID', found: [] })
  })

  it.each(['Invalidא', 'אInvalid', '人社局ع'])(
    'leaves the verdict open, and says which text it was: %s',
    async (text) => {
      const { verdict, found } = await judged({ leaf: { subject: `CN=${text},O=Test` } })
      expect(verdict).toBe('INDETERMINATE')
      expect(found).toMatchObject([{ effect: 'unknown', params: { name: text } }])
      expect(found[0]?.subIndication).toBe('CERTIFICATE_CHAIN_GENERAL_FAILURE')
    },
  )

  it('counts in an issuer too, and not across two parts of a name', async () => {
    const anchor = 'CN=Rootא,O=Test'
    const mixed = await judged({ root: { subject: anchor, issuer: anchor }, ca: { issuer: anchor } })
    expect(mixed.verdict).toBe('INDETERMINATE')
    expect(mixed.found).toHaveLength(2)
    expect((await judged({ leaf: { subject: 'CN=אבג,O=Test' } })).verdict).toBe('VALID')
  })
})

describe('SM2 chains', () => {
  it('verify with the identity 1234567812345678; one made with the empty identity is refused by name', async () => {
    const [rootKey, leafKey] = [makeKey('sm2'), makeKey('sm2')]
    const root = await issue({ subject: 'CN=ROOTCA,O=NRCAC,C=CN', extensions: [ext.ca()] }, rootKey)
    const make = (algorithm: 'sm2' | 'sm2-empty-id') =>
      issue({ subject: 'CN=人力资源和社会保障部', issuer: 'CN=ROOTCA,O=NRCAC,C=CN', algorithm }, leafKey, rootKey)
    const request = { ...(await requestFor({})), anchors: [root], intermediates: [] }
    expect((await judge({ ...request, target: await make('sm2') })).judgement.verdict).toBe('VALID')
    const refused = await judge({ ...request, target: await make('sm2-empty-id') })
    expect(refused.judgement.verdict).toBe('INVALID')
    expect(refused.steps[0]?.findings[0]?.params).toMatchObject({ sm2: 'empty-id' })
  })
})

describe('DSA keys that inherit their parameters (RFC 5280 §6.1.4 d to f)', () => {
  it('verify with those of the certificate above, and lists signed with them too', async () => {
    const parameters = join(openssl.directory, 'parameters.pem')
    openssl.run('dsaparam', '-out', parameters, '1024')
    const dsaKey = (name: string): Key => {
      const file = join(openssl.directory, name)
      openssl.run('gendsa', '-out', file, parameters)
      const privateKey = createPrivateKey(readFileSync(file))
      const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
      return { kind: 'dsa', privateKey, publicKeyInfo: new Uint8Array(spki) }
    }
    const [rootKey, full] = [dsaKey('root.pem'), dsaKey('ca.pem')]
    const info = parsing(() => readPublicKeyInfo(onlyTlv(full.publicKeyInfo)))
    if (!info.ok) throw new Error(info.error.code)
    const bare = write.sequence(write.sequence(write.oid(OID.dsa)), write.bitString(info.value.publicKeyBits))
    const caKey: Key = { ...full, publicKeyInfo: bare }
    const isCa = { extensions: [ext.ca()], notBefore: Date.UTC(2019, 0, 1) }
    const root = await issue({ subject: 'CN=Root', ...isCa }, rootKey)
    const ca = await issue({ subject: 'CN=CA', issuer: 'CN=Root', ...isCa }, caKey, rootKey)
    const leaf = await issue({ subject: 'CN=leaf', issuer: 'CN=CA', notBefore: isCa.notBefore }, makeKey(), caKey)
    const list = (issuer: string, key: Key) => writeCrl({ issuer, thisUpdate: Date.UTC(2020, 0, 1) }, key)
    const request = {
      ...{ target: leaf, anchors: [root], intermediates: [ca], ocsps: [], at: Date.UTC(2020, 0, 2) },
      ...{ crls: [await list('CN=Root', rootKey), await list('CN=CA', caKey)], requireRevocation: true },
    }
    const report = await judge(request)
    expect(report.revocation.map(({ status }) => status)).toEqual(['good', 'good'])
    expect(report.judgement.verdict).toBe('VALID_WITH_DEFECTS')
    expect(codesOf(report)).toContain('path.key-weak')
    expect((await judge({ ...request, target: withBrokenSignature(leaf) })).judgement.verdict).toBe('INVALID')
    expect((await judge({ ...request, at: Date.UTC(2024, 2, 1) })).judgement.verdict).toBe('INVALID')
  })
})

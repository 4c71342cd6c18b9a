import { describe, expect, it } from 'vitest'
import { judge } from '#core/checks/check.ts'
import type { ServedCertificate } from '#core/checks/served-certificate.ts'
import { TLS_CHECKS } from '#core/checks/tls.ts'
import type { IssuerRevocation, TlsEvidence, TlsNode, TlsThresholds } from '#core/checks/tls-evidence.ts'
import type { Weakness } from '#core/lint/weak-keys.ts'

const NOW = Date.UTC(2026, 10, 21)
const DAY = 86_400_000

const limits: TlsThresholds = {
  warnLeafDays: 30,
  failLeafDays: 7,
  warnChainDays: 60,
  minRsaBits: 2048,
  minEcBits: 256,
  expectStaple: false,
  requireRevocation: false,
  isPublic: false,
}

const leaf: ServedCertificate = {
  subject: 'CN=site',
  issuer: 'CN=ca',
  fingerprint: 'aa',
  notBefore: NOW - 100 * DAY,
  notAfter: NOW + 31 * DAY,
  key: { algorithm: 'RSA', bits: 2048 },
  digest: 'sha256',
  isSelfIssued: false,
  weaknesses: [],
}
const ca: ServedCertificate = {
  ...leaf,
  subject: 'CN=ca',
  issuer: 'CN=root',
  fingerprint: 'cc',
  notAfter: NOW + 61 * DAY,
}

const node: TlsNode = {
  node: 'a',
  name: 'a',
  chain: [leaf, ca],
  shape: 'complete',
  pathProblems: [],
  isNamed: true,
  protocol: 'TLSv1.3',
  hasForwardSecrecy: true,
  oldProtocols: [],
  order: { isInOrder: true, roots: [], doubles: [], strangers: [] },
  hasAltNames: true,
  isCa: false,
  mustStaple: false,
  weakSuites: [],
  revocation: { source: 'none', status: 'unknown', problem: 'no responder named' },
  issuerRevocations: [],
}

function found(change: Partial<TlsNode>, given: Partial<TlsEvidence> = {}, wanted: Partial<TlsThresholds> = {}) {
  const evidence: TlsEvidence = { at: NOW, serverName: 'site', nodes: [{ ...node, ...change }], ...given }
  return judge(TLS_CHECKS, evidence, { ...limits, ...wanted }).map(({ verdict, code }) => `${verdict} ${code}`)
}

const withLeaf = (change: Partial<ServedCertificate>) => ({ chain: [{ ...leaf, ...change }, ca] })
const withCa = (change: Partial<ServedCertificate>) => ({ chain: [leaf, { ...ca, ...change }] })

const weak = (kind: Weakness['kind']) => ({ weaknesses: [{ kind, seen: '1' }] })
const issuers = (change: Partial<IssuerRevocation>) => ({
  issuerRevocations: [
    {
      source: 'crl',
      status: 'good',
      problem: '',
      fingerprint: 'cc',
      subject: 'CN=ca',
      namesSource: true,
      ...change,
    } as const,
  ],
})
const withOrder = (change: Partial<TlsNode['order']>) => ({ order: { ...node.order, ...change } })

describe('a TLS site', () => {
  it.each<[string, Partial<TlsNode>, string[]]>([
    ['is healthy one day above every limit', {}, []],
    ['warns thirty days before its end', withLeaf({ notAfter: NOW + 30 * DAY }), ['warn tls.leaf-expiring']],
    ['still only warns eight days before', withLeaf({ notAfter: NOW + 8 * DAY }), ['warn tls.leaf-expiring']],
    ['fails seven days before', withLeaf({ notAfter: NOW + 7 * DAY }), ['fail tls.leaf-expiring']],
    ['is not yet expired in its last millisecond', withLeaf({ notAfter: NOW }), ['fail tls.leaf-expiring']],
    ['is expired one millisecond later', withLeaf({ notAfter: NOW - 1 }), ['fail tls.leaf-expired']],
    ['fails before it begins', withLeaf({ notBefore: NOW + 1 }), ['fail tls.leaf-not-yet-valid']],
    [
      'warns for a CA certificate sixty days before its end',
      withCa({ notAfter: NOW + 60 * DAY }),
      ['warn tls.chain-expiring'],
    ],
    ['fails for an expired CA certificate', withCa({ notAfter: NOW - 1 }), ['fail tls.chain-certificate-expired']],
    ['fails without its intermediate', { shape: 'incomplete' }, ['fail tls.chain-incomplete']],
    ['fails when self-signed', { shape: 'self-signed' }, ['fail tls.self-signed']],
    ['fails below an unknown root', { shape: 'unknown-root' }, ['fail tls.untrusted']],
    ['fails when the path check objects', { pathProblems: ['path.curve-not-named'] }, ['fail tls.untrusted']],
    ['names what people act on', { pathProblems: ['path.length-exceeded'] }, ['fail tls.path-too-long']],
    [
      'says both, where one has a name and one has not',
      { pathProblems: ['path.signature-invalid', 'path.curve-not-named'] },
      ['fail tls.untrusted', 'fail tls.chain-signature-invalid'],
    ],
    ['says a missing alternative name once', { isNamed: false, hasAltNames: false }, ['fail tls.name-in-subject-only']],
    ['fails when the leaf is a CA', { isCa: true }, ['fail tls.leaf-is-ca']],
    ['fails without the staple its certificate asks for', { mustStaple: true }, ['fail tls.must-staple-missing']],
    ['fails with a broken suite', { weakSuites: ['NULL-SHA256'] }, ['fail tls.weak-cipher']],
    ['fails with a group of 2047 bits', { dhBits: 2047 }, ['fail tls.weak-group']],
    ['is content with a group of 2048', { dhBits: 2048 }, []],
    ['fails when another leaf answers a moment later', { otherLeaf: 'bb' }, ['fail tls.answers-differ']],
    ['warns when its chain is out of order', withOrder({ isInOrder: false }), ['warn tls.chain-out-of-order']],
    ['warns when it sends the root', withOrder({ roots: ['CN=root'] }), ['warn tls.chain-root-sent']],
    ['warns when it sends one twice', withOrder({ doubles: ['CN=ca'] }), ['warn tls.chain-double']],
    ['warns when it sends a stranger', withOrder({ strangers: ['CN=other'] }), ['warn tls.chain-stranger']],
    [
      'says an incomplete chain once',
      { shape: 'incomplete', pathProblems: ['path.issuer-not-found'] },
      ['fail tls.chain-incomplete'],
    ],
    ['fails under another name', { isNamed: false }, ['fail tls.name-mismatch']],
    ['fails with RSA-2047', withLeaf({ key: { algorithm: 'RSA', bits: 2047 } }), ['fail tls.weak-key']],
    ['fails with a 224-bit curve', withLeaf({ key: { algorithm: 'P-224', bits: 224 } }), ['fail tls.weak-key']],
    ['is content with SM2', withLeaf({ key: { algorithm: 'SM2', bits: 256 }, digest: 'sm3' }), []],
    ['fails with SHA-1', withLeaf({ digest: 'sha1' }), ['fail tls.weak-signature']],
    ['does not mind how a root signs itself', withCa({ digest: 'sha1', isSelfIssued: true }), []],
    ['fails when TLS 1.0 is accepted', { oldProtocols: ['TLSv1', 'TLSv1.1'] }, ['fail tls.protocol-too-old']],
    ['warns when only TLS 1.1 is', { oldProtocols: ['TLSv1.1'] }, ['warn tls.protocol-too-old']],
    ['warns without forward secrecy', { hasForwardSecrecy: false }, ['warn tls.no-forward-secrecy']],
    ['fails with a ROCA key', withLeaf(weak('rsa-roca')), ['fail tls.key-roca']],
    ['fails with close primes, in a CA too', withCa(weak('rsa-close-primes')), ['fail tls.key-close-primes']],
    ['fails with a small factor', withLeaf(weak('rsa-small-factor')), ['fail tls.key-small-factor']],
    ['fails with an even modulus', withLeaf(weak('rsa-modulus-even')), ['fail tls.key-small-factor']],
    ['fails with exponent one', withLeaf(weak('rsa-exponent-one')), ['fail tls.key-exponent']],
    ['fails with a point beside its curve', withLeaf(weak('point-off-curve')), ['fail tls.key-malformed']],
    ['fails with a curve spelled out', withLeaf(weak('curve-spelled-out')), ['fail tls.key-curve']],
    ['fails with a modulus nobody takes', withLeaf(weak('rsa-oversized')), ['fail tls.key-oversized']],
    [
      'says a short modulus once, by its size',
      withLeaf({ key: { algorithm: 'RSA', bits: 1024 }, ...weak('rsa-short') }),
      ['fail tls.weak-key'],
    ],
    [
      'says a small curve once, by its size',
      withLeaf({ key: { algorithm: 'P-224', bits: 224 }, ...weak('curve-weak') }),
      ['fail tls.weak-key'],
    ],
    [
      'fails with a strange curve of a good size',
      withLeaf({ key: { algorithm: 'secp256k1', bits: 256 }, ...weak('curve-weak') }),
      ['fail tls.key-curve'],
    ],
    [
      'fails with DSA below 2048 bits, which no curve rule may wave through',
      withLeaf({ key: { algorithm: 'DSA', bits: 1024 }, ...weak('dsa-short') }),
      ['fail tls.weak-key'],
    ],
    ['fails below a revoked intermediate', issuers({ status: 'revoked' }), ['fail tls.intermediate-revoked']],
    [
      'fails below an intermediate whose responder and list disagree',
      issuers({ status: 'good', contradicts: true }),
      ['fail tls.intermediate-contradictory'],
    ],
    ['is content with an intermediate nobody revoked', issuers({ status: 'good' }), []],
    ['is content with an intermediate nobody could be asked about', issuers({ status: 'unknown' }), []],
    [
      'fails when revoked',
      { revocation: { source: 'responder', status: 'revoked', problem: '' } },
      ['fail tls.revoked'],
    ],
    [
      'fails with a staple that cannot be believed',
      { revocation: { source: 'staple', status: 'unknown', problem: 'ocsp.stale' } },
      ['fail tls.staple-invalid'],
    ],
  ])('%s', (_title, change, expected) => {
    expect(found(change)).toEqual(expected)
  })

  it('is asked for a staple and for a revocation status only where the register says so', () => {
    const wanted = { expectStaple: true, requireRevocation: true }
    expect(found({}, {}, wanted)).toEqual(['warn tls.revocation-unknown', 'warn tls.staple-missing'])
    const good = { revocation: { source: 'staple', status: 'good', problem: '' } } as const
    expect(found(good, {}, wanted)).toEqual([])
  })

  it('says a revoked intermediate once, with every node below it', () => {
    const below = { ...node, ...issuers({ status: 'revoked' }) }
    const evidence = { at: NOW, serverName: 'site', nodes: [below, { ...below, node: 'b' }] }
    expect(judge(TLS_CHECKS, evidence, limits).map(({ code, params }) => [code, params?.node])).toEqual([
      ['tls.intermediate-revoked', 'a, b'],
    ])
  })

  it('must know about its intermediates where the register says so', () => {
    const good = { revocation: { source: 'responder', status: 'good', problem: '' } } as const
    expect(found({ ...good, ...issuers({ status: 'unknown' }) }, {}, { requireRevocation: true })).toEqual([
      'warn tls.intermediate-unknown',
    ])
    expect(found({ ...good, ...issuers({}) }, {}, { requireRevocation: true })).toEqual([])
    const silent = issuers({ status: 'unknown', namesSource: false })
    expect(found({ ...good, ...silent }, {}, { requireRevocation: true })).toEqual([])
  })

  it('must serve the certificate the register expects', () => {
    expect(found({}, { expectedFingerprint: 'aa' })).toEqual([])
    expect(found({}, { expectedFingerprint: 'ab' })).toEqual(['fail tls.fingerprint-unexpected'])
  })

  it('says one thing about one certificate, however many nodes serve it, and names them', () => {
    const ending = withLeaf({ notAfter: NOW - 1 })
    const nodes = [
      { ...node, ...ending },
      { ...node, ...ending, node: 'b' },
    ]
    const reasons = judge(TLS_CHECKS, { at: NOW, serverName: 'site', nodes }, limits)
    expect(reasons).toMatchObject([{ code: 'tls.leaf-expired', params: { node: 'a, b', subject: 'CN=site' } }])
  })

  it('whose nodes differ says which node serves what', () => {
    const nodes = [node, { ...node, ...withLeaf({ fingerprint: 'bb' }), node: 'b', name: 'b' }]
    const reasons = judge(TLS_CHECKS, { at: NOW, serverName: 'site', nodes }, limits)
    expect(reasons).toMatchObject([{ code: 'tls.nodes-differ', params: { groups: 'a: aa | b: bb' } }])
    // The same two, reached by one name: it is the name that leads to different places.
    const addresses = nodes.map((one) => ({ ...one, name: 'site' }))
    const [reason] = judge(TLS_CHECKS, { at: NOW, serverName: 'site', nodes: addresses }, limits)
    expect(reason?.code).toBe('tls.addresses-differ')
  })
})

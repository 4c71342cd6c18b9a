// What a platform will refuse, said before a certificate is ordered or a package made. From release notes and reports, mostly
// general knowledge: no clause. A limit that is not in the table is not checked.

import { fatal, unknown } from '../finding.ts'
import type { DigestAlgorithm } from '../primitives.ts'
import type { Finding } from '../verdict.ts'
import type { KeyFamily } from '../x509/key.ts'
import { KEY_IN_PACKAGE, type PackageFormat, type Target } from './target.ts'

export interface CertificateFacts {
  keyFamily: KeyFamily
  keyBits: number
  /** Of the signature on the certificate; absent for Edwards keys. */
  digest?: DigestAlgorithm | undefined
  /** What the package will be; absent while only the certificate is looked at. */
  packageFormat?: PackageFormat | undefined
}

/** What a platform cannot do, below a version or in all of them. */
interface Limit {
  targets: readonly string[]
  platform: string
  /** The first version without the limit, as the numbers in it: `[8, 301]` for Java 8u301. Absent: no version is without. */
  until?: readonly number[]
  code: string
  isHit(facts: CertificateFacts): boolean
  source: string
}

const SHA2: ReadonlySet<string> = new Set(['sha224', 'sha256', 'sha384', 'sha512'])
const JAVA = ['java-keystore', 'tomcat', 'tomcat-pem', 'weblogic', 'nacos']
/** Of these alone it is known that they serve SM2 certificates. */
const KNOWS_SM2: ReadonlySet<string> = new Set(['tongsuo-ntls', 'gmssl-tlcp', 'sangfor-ad', 'hsm-server'])
const SM2_ONLY: ReadonlySet<string> = new Set(['tongsuo-ntls', 'gmssl-tlcp'])

const isElliptic = ({ keyFamily }: CertificateFacts) => keyFamily === 'ec'
const isEdwards = ({ keyFamily }: CertificateFacts) => keyFamily === 'edwards'
const isModernPfx = ({ packageFormat }: CertificateFacts) => packageFormat === 'pfx-modern'

const GENERAL = 'general knowledge'

const LIMITS: readonly Limit[] = [
  {
    targets: ['windows-iis'],
    platform: 'Windows Server 2003',
    until: [2008],
    code: 'sha2',
    isHit: ({ digest }) => SHA2.has(digest ?? ''),
    source: GENERAL,
  },
  {
    targets: ['windows-iis'],
    platform: 'Windows Server 2003',
    until: [2008],
    code: 'elliptic',
    isHit: isElliptic,
    source: GENERAL,
  },
  {
    targets: ['windows-iis'],
    platform: 'Windows Server 2016 and earlier',
    until: [2019],
    code: 'modern-pfx',
    isHit: isModernPfx,
    source: 'reports of trustico and b1tsblog',
  },
  {
    targets: ['windows-iis'],
    platform: 'Windows Server / IIS',
    code: 'edwards',
    isHit: isEdwards,
    source: GENERAL,
  },
  {
    targets: JAVA,
    platform: 'Java before 8u301',
    until: [8, 301],
    code: 'modern-pfx',
    isHit: isModernPfx,
    source: GENERAL,
  },
  { targets: JAVA, platform: 'Java before 15', until: [15], code: 'edwards', isHit: isEdwards, source: 'JEP 339' },
  {
    targets: ['apache-2.2'],
    platform: 'Apache 2.2 / OpenSSL 1.0.1e',
    code: 'edwards',
    isHit: isEdwards,
    source: GENERAL,
  },
  {
    // Red Hat's first builds of 1.0.1e had no elliptic curves at all.
    targets: ['apache-2.2'],
    platform: 'CentOS 6 before 6.5',
    until: [6, 5],
    code: 'elliptic',
    isHit: isElliptic,
    source: GENERAL,
  },
  {
    targets: ['f5-bigip', 'a10-thunder', 'citrix-adc', 'array-apv', 'huawei-vrp', 'h3c-comware', 'domino'],
    platform: 'this device',
    code: 'edwards',
    isHit: isEdwards,
    source: GENERAL,
  },
]

const ALGORITHMS: Readonly<Record<KeyFamily, string>> = {
  rsa: 'RSA',
  dsa: 'DSA',
  ec: 'ECC',
  sm2: 'SM2',
  edwards: 'Ed25519',
}

/**
 * What speaks against bringing a certificate (and a package) to a target. Fatal: it will be refused. Unknown: only for old versions,
 * and the version is not known. Empty: nothing known speaks against it.
 * @param version as people write it: `2012 R2`, `8u201`, `CentOS 6.9`; empty when it is not known
 */
export function preflight(target: Target, version: string, facts: CertificateFacts): Finding[] {
  const numbers = (version.match(/\d+/g) ?? []).map(Number)
  const limits = LIMITS.filter(({ targets, isHit }) => targets.includes(target.id) && isHit(facts))
  return [...limits.flatMap((limit) => hit(limit, numbers, facts)), ...wholeTarget(target, facts)]
}

function hit(limit: Limit, version: readonly number[], facts: CertificateFacts): Finding[] {
  const { platform, until, code, source } = limit
  const params = { platform, algorithm: ALGORITHMS[facts.keyFamily] }
  if (until && version.length === 0)
    return [unknown('preflight.version-unknown', source, 'GENERIC', { platform, limit: code })]
  return !until || isBefore(version, until) ? [refused(code, source, params)] : []
}

function refused(code: string, source: string, params: Record<string, string | number>): Finding {
  return fatal(`preflight.${code}`, source, 'CRYPTO_CONSTRAINTS_FAILURE', params)
}

/** `2012 R2` against `2019`, `8u201` against `8u301`: number by number, a missing one is 0. */
function isBefore(version: readonly number[], limit: readonly number[]): boolean {
  // Java 1.8.0_201 is 8u201.
  const numbers = version[0] === 1 && version.length > 2 ? [version[1] ?? 0, version[3] ?? 0] : version
  const at = limit.findIndex((number, index) => (numbers[index] ?? 0) !== number)
  return at >= 0 && (numbers[at] ?? 0) < (limit[at] ?? 0)
}

function wholeTarget(target: Target, { keyFamily, digest, packageFormat }: CertificateFacts): Finding[] {
  const platform = target.title.en
  const findings: Finding[] = []
  if (keyFamily === 'sm2' && !KNOWS_SM2.has(target.id)) findings.push(refused('sm2', GENERAL, { platform }))
  if (keyFamily !== 'sm2' && SM2_ONLY.has(target.id))
    findings.push(refused('dual-only', GENERAL, { platform, algorithm: ALGORITHMS[keyFamily] }))
  if (digest === 'md5' || digest === 'sha1')
    findings.push(refused('weak-signature', 'CA/B BR §7.1.3.2', { platform, digest: digest.toUpperCase() }))
  if (packageFormat) findings.push(...formatFindings(target, packageFormat, platform))
  return findings
}

function formatFindings(target: Target, format: PackageFormat, platform: string): Finding[] {
  if (target.keyOrigin === 'device' && KEY_IN_PACKAGE[format] === 'inside')
    return [refused('key-stays', GENERAL, { platform, format })]
  if (!target.packageFormats.includes(format)) return [refused('format-not-taken', GENERAL, { platform, format })]
  return []
}

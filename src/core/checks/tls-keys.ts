// Whether a key of the chain can be broken by anybody who sees it: ROCA (CVE-2017-15361), close or small primes, empty exponents,
// points and curves that protect nothing (NIST SP 800-131A, SP 800-56A §5.6.2.3; house rule for curves spelled out).

import type { Weakness } from '../lint/weak-keys.ts'
import type { Reason } from './check.ts'
import type { ServedCertificate } from './served-certificate.ts'
import type { TlsCheck, TlsThresholds } from './tls-evidence.ts'
import { certificatesOf } from './tls-seen.ts'

interface Told {
  code: string
  citation: string
}

const NIST = 'NIST SP 800-131A'

/** `undefined`: the size has a rule of its own. */
const TOLD: Readonly<Record<Weakness['kind'], Told | undefined>> = {
  'rsa-short': undefined,
  'dsa-short': { code: 'tls.weak-key', citation: NIST },
  'rsa-oversized': { code: 'tls.key-oversized', citation: '运维默认阈值' },
  'rsa-roca': { code: 'tls.key-roca', citation: 'CVE-2017-15361' },
  'rsa-close-primes': { code: 'tls.key-close-primes', citation: 'CVE-2022-26320' },
  'rsa-modulus-even': { code: 'tls.key-small-factor', citation: NIST },
  'rsa-small-factor': { code: 'tls.key-small-factor', citation: NIST },
  'rsa-exponent-one': { code: 'tls.key-exponent', citation: NIST },
  'rsa-exponent-even': { code: 'tls.key-exponent', citation: NIST },
  'curve-weak': { code: 'tls.key-curve', citation: 'NIST SP 800-186' },
  'curve-spelled-out': { code: 'tls.key-curve', citation: 'RFC 5480 §2.1.1' },
  'point-off-curve': { code: 'tls.key-malformed', citation: 'NIST SP 800-56A §5.6.2.3' },
  'point-small-order': { code: 'tls.key-malformed', citation: 'RFC 7748 §6.1' },
  unreadable: { code: 'tls.key-malformed', citation: 'RFC 5280 §4.1.2.7' },
}

/** A curve that is too small is told by its size already. */
function isToldBySize({ key }: ServedCertificate, { kind }: Weakness, { minEcBits }: TlsThresholds): boolean {
  return kind === 'curve-weak' && key.bits !== undefined && key.bits < minEcBits
}

function reasonOf({ subject, key }: ServedCertificate, { kind, seen }: Weakness, node: string): Reason[] {
  const told = TOLD[kind]
  if (!told) return []
  const { code, citation } = told
  const name = key.bits === undefined ? key.algorithm : `${key.algorithm} ${key.bits}`
  const params = { node, subject, key: name, seen: seen || kind, ...(kind === 'dsa-short' && { minBits: 2048 }) }
  return [{ code, verdict: 'fail', citation, params }]
}

const keysCannotBeBroken: TlsCheck = {
  id: 'tls.keys-cannot-be-broken',
  citation: NIST,
  run: (evidence, limits) =>
    certificatesOf(evidence).flatMap(({ certificate, nodes }) =>
      certificate.weaknesses
        .filter((weakness) => !isToldBySize(certificate, weakness, limits))
        .flatMap((weakness) => reasonOf(certificate, weakness, nodes)),
    ),
}

export const KEY_CHECKS: readonly TlsCheck[] = [keysCannotBeBroken]

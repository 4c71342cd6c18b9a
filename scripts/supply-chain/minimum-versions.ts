// The advisory gate that works without a network: what a package must at least be, what must not be here, and who may import what.
// A new advisory is a new row; `test/proof/supply-chain.test.ts` holds the lockfile and the sources against it.

/** `minimum` holds for every copy in the lockfile, those of development too. */
export type Row =
  | { package: string; minimum: string; why: string; onlyDevelopment?: true }
  | { package: string; isAbsent: true; why: string }
  | { package: string; isAbsent: 'from-runtime'; why: string }

export const ROWS: readonly Row[] = [
  {
    package: 'node-forge',
    isAbsent: true,
    why: 'Accepts 84 of 3,106 Wycheproof RSA vectors that are wrong; CVE-2025-12816, 66030, 66031, CVE-2026-33891, 33894–33896, 85393.',
  },
  {
    package: 'pkijs',
    minimum: '4.0.0',
    why: 'Below 3.4.1 an OCSP answer signed by the revoked certificate itself is taken; below 3.4.3 ECDSA integers are misread.',
  },
  { package: 'asn1js', minimum: '3.1.0', why: 'Below 3.1.0 there are no limits: an INTEGER of 1 MB does not end.' },
  { package: '@peculiar/webcrypto', isAbsent: 'from-runtime', why: 'Node has WebCrypto itself: fewer moving parts.' },
  { package: 'sm-crypto', isAbsent: true, why: 'CVE-2026-23965–23967 below 0.3.14; not needed beside OpenSSL.' },
  {
    package: 'sm-crypto-v2',
    minimum: '1.15.1',
    onlyDevelopment: true,
    why: 'Its decoder accepts 23 of 29 malformed signatures: only its point arithmetic is used, on Workers, into whose bundle it is built.',
  },
  { package: 'jsrsasign', isAbsent: true, why: 'CVE-2026-4598–4601: hang, nonce bias, forgery, key recovery.' },
  { package: 'elliptic', isAbsent: true, why: 'Repeated errors in verifying; nothing needs it.' },
  { package: 'xml-crypto', isAbsent: true, why: 'CVE-2025-29774, 29775; XML signatures are judged by our own core.' },
  { package: '@xmldom/xmldom', isAbsent: 'from-runtime', why: 'CVE-2026-41672–41675, 34601; XML is read by libxml2.' },
  { package: 'fast-xml-parser', isAbsent: 'from-runtime', why: 'CVE-2026-26278, 33036, 33349: expansion.' },
  {
    package: 'jszip',
    isAbsent: 'from-runtime',
    why: 'Returns entries with parent paths, duplicates and lies about sizes.',
  },
  {
    package: 'hono',
    minimum: '4.13.5',
    why: 'CVE-2026-22817, 47673–47676, 54290; GHSA-gqvv-2mrq-wpjv, g6gw-c38x-mqfc, crvj-82cr-hjcx.',
  },
  {
    package: '@hono/node-server',
    minimum: '1.19.15',
    why: 'GHSA-92pp-h63x-v22m, frvp-7c67-39w9: middleware passed by `//` and `%5C`.',
  },
  { package: 'drizzle-orm', minimum: '0.45.2', why: 'CVE-2026-39356: SQL injection by an identifier.' },
  {
    package: 'vite',
    minimum: '8.3.0',
    onlyDevelopment: true,
    why: 'The rules of its development server are passed by again every year: it must not be in production.',
  },
]

/** Importing `package` is allowed below these folders only. */
export interface ImportRule {
  package: string
  onlyIn: readonly string[]
  why: string
}

export const IMPORT_RULES: readonly ImportRule[] = [
  {
    package: 'sm-crypto-v2',
    onlyIn: ['src/adapters/crypto/primitives.web.ts'],
    why: 'Not for decoding signatures: only where our own strict reader has read them before.',
  },
  {
    package: 'pkijs',
    onlyIn: ['src/adapters/pkijs/'],
    why: 'A parser and maker, not a verifier: it accepts 21 of 27 hostile files.',
  },
  { package: 'asn1js', onlyIn: ['src/adapters/pkijs/'], why: 'Core reads with its own strict reader.' },
]

/** The one place where pkijs is asked about a signature: as a second opinion, which can only take a VALID away. */
export const SECOND_OPINION = 'src/adapters/pkijs/second-opinion.ts'

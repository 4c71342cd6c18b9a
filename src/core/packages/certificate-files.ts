// The files without a private key, in the order each format wants (RFC 8446 §4.4.2 for chains; RFC 2315 §9 for P7B): leaf, issuers one
// above the other, no root unless the format stores it.

import { OID } from '../asn1/oids.ts'
import { asciiOctets, explicit, integer, oid, sequence, set, tlv } from '../asn1/write.ts'
import { writePem } from '../bytes/pem.ts'
import type { PackageFormat } from '../targets/target.ts'
import type { Certificate } from '../x509/certificate.ts'
import type { CertificateSet, PackagedFile } from './order.ts'

/** Certificates only, as PKCS#7 SignedData that nobody signed. */
export function writeP7b(certificates: readonly Certificate[]): Uint8Array {
  const signed = sequence(
    integer(1),
    set(),
    sequence(oid(OID.data)),
    tlv(0xa0, ...certificates.map(({ raw }) => raw)),
    set(),
  )
  return sequence(oid(OID.signedData), explicit(0, signed))
}

function pem(...certificates: readonly Certificate[]): Uint8Array {
  return asciiOctets(certificates.map(({ raw }) => writePem('CERTIFICATE', raw)).join(''))
}

const LEAF = { zh: '站点证书', en: 'the site certificate' }
const CHAIN = { zh: '中间证书，按签发顺序', en: 'the intermediate certificates in issuing order' }
const FULL = {
  zh: '站点证书在前，中间证书在后，不含根证书',
  en: 'the site certificate first, then the intermediates, no root',
}

const file = (name: string, bytes: Uint8Array, about: PackagedFile['about']): PackagedFile => ({ name, bytes, about })

type Layout = (set: CertificateSet, stem: string) => PackagedFile[]

/** Leaf, chain and both together: recipes take what they need. An empty chain has no file. */
const parts: Layout = ({ leaf, intermediates }) => [
  file('leaf.pem', pem(leaf), LEAF),
  ...(intermediates.length > 0 ? [file('chain.pem', pem(...intermediates), CHAIN)] : []),
]

const fullchain: Layout = (all, stem) => [
  file('fullchain.pem', pem(all.leaf, ...all.intermediates), FULL),
  ...parts(all, stem),
]

const single: Layout = ({ leaf, intermediates, root }) => [
  file('1-site.pem', pem(leaf), LEAF),
  ...intermediates.map((one, index) => file(`${index + 2}-intermediate.pem`, pem(one), CHAIN)),
  ...(root ? [file('root.pem', pem(root), { zh: '根证书', en: 'the root certificate' })] : []),
]

const withRoot: Layout = ({ leaf, intermediates, root }) => [
  file('with-root.pem', pem(leaf, ...intermediates, ...(root ? [root] : [])), {
    zh: '站点证书、中间证书、根证书',
    en: 'the site certificate, the intermediates, the root',
  }),
]

const p7b: Layout = ({ leaf, intermediates }, stem) => [
  file(`${stem}.p7b`, writeP7b([leaf, ...intermediates]), {
    zh: '站点证书和中间证书（PKCS#7）',
    en: 'the site certificate and the intermediates (PKCS#7)',
  }),
]

const der: Layout = ({ leaf, intermediates }, stem) => [
  file(`${stem}.cer`, leaf.raw, LEAF),
  ...intermediates.map((one, index) => file(`intermediate-${index + 1}.cer`, one.raw, CHAIN)),
]

const dual: Layout = ({ leaf, intermediates, encryption }) => [
  file('sign.pem', pem(leaf, ...intermediates), {
    zh: '签名证书及中间证书',
    en: 'the signature certificate and its chain',
  }),
  ...(encryption
    ? [
        file('enc.pem', pem(encryption, ...intermediates), {
          zh: '加密证书及中间证书',
          en: 'the encryption certificate and its chain',
        }),
      ]
    : []),
]

const none: Layout = () => []

const LAYOUTS: Readonly<Record<PackageFormat, Layout>> = {
  'pem-fullchain': fullchain,
  'pem-separate': parts,
  'pem-bundle-with-key': parts,
  'pem-single-files': single,
  'pem-with-root': withRoot,
  'pfx-modern': none,
  'pfx-legacy': none,
  jks: none,
  p7b,
  der,
  'tongsuo-dual': dual,
}

export function certificateFiles(format: PackageFormat, certificates: CertificateSet, stem: string): PackagedFile[] {
  return LAYOUTS[format](certificates, stem)
}

/** What the format cannot do without, and is not there. */
export function missingFor(
  format: PackageFormat,
  { root, encryption }: CertificateSet,
): 'root' | 'encryption' | undefined {
  if (format === 'pem-with-root' && !root) return 'root'
  return format === 'tongsuo-dual' && !encryption ? 'encryption' : undefined
}

// Opens a finished package again with the reader that opens strangers' files, and compares: every certificate in its order, every
// link, the key that belongs to the certificate and no other, and none at all for a device-born key.

import { createPrivateKey, createPublicKey, createSign, createVerify, sign, verify } from 'node:crypto'
import { nodeKeystoreCiphers } from '#adapters/keystores/ciphers.node.ts'
import { latin1 } from '#core/asn1/values.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { namesIn } from '#core/documents/archive.ts'
import { isSameKey } from '#core/issuance/same-key.ts'
import { isIn, isSignedBy } from '#core/issuance/sort.ts'
import type { Contents } from '#core/keystores/contents.ts'
import { readContents } from '#core/keystores/read.ts'
import type { SecretKey } from '#core/keystores/secret.ts'
import type { CertificateSet, PackageOrder } from '#core/packages/order.ts'
import type { Primitives } from '#core/primitives.ts'
import { KEY_IN_PACKAGE } from '#core/targets/target.ts'
import type { Certificate } from '#core/x509/certificate.ts'

export const README = 'README.txt'

/**
 * What is wrong with the package, in a word; `undefined` when it is as ordered.
 * @param zip as it would be handed out
 * @param names of the files it was made of, the guide not counted
 */
export async function problemOfPackage(
  zip: Uint8Array,
  names: readonly string[],
  order: PackageOrder,
  primitives: Primitives,
): Promise<string | undefined> {
  if (namesIn(zip).sort().join('/') !== [README, ...names].sort().join('/')) return 'files'
  const password = order.keyOrigin === 'service' ? order.password : undefined
  const readers = { ciphers: nodeKeystoreCiphers, inflate: primitives.inflate }
  const contents = readContents([{ name: 'package', bytes: zip }], password === undefined ? [] : [password], readers)
  const refused = contents.refused.find(({ where }) => where !== `package › ${README}`)
  if (refused) return `${refused.where}: ${refused.code}`
  return (
    certificateProblem(contents, order) ??
    (await linkProblem(order.certificates, primitives)) ??
    keyProblem(contents, order, zip)
  )
}

function expectedCertificates({ format, certificates }: PackageOrder): Certificate[] {
  const { leaf, intermediates, root, encryption } = certificates
  const storesRoot = format === 'pem-with-root' || format === 'pem-single-files'
  return [
    leaf,
    ...(format === 'tongsuo-dual' && encryption ? [encryption] : []),
    ...intermediates,
    ...(storesRoot && root ? [root] : []),
  ]
}

/** The reader gives each certificate once, in the order of the file: the leaf first, its issuers behind it. */
function certificateProblem({ certificates: found }: Contents, order: PackageOrder): string | undefined {
  const expected = expectedCertificates(order)
  const seen = found.map(({ certificate }) => certificate)
  if (seen.length !== expected.length || !expected.every((one) => isIn(seen, one))) return 'certificates'
  const inOrder = (list: readonly Certificate[]) => list.filter((one) => isIn(order.certificates.intermediates, one))
  const isOrdered = inOrder(seen).every((one, index) => {
    const wanted = order.certificates.intermediates[index]
    return wanted !== undefined && equalBytes(one.raw, wanted.raw)
  })
  const [first] = seen
  return isOrdered && first && isIn(expected.slice(0, 2), first) ? undefined : 'order'
}

async function linkProblem({ leaf, intermediates, root, encryption }: CertificateSet, primitives: Primitives) {
  const chain = [leaf, ...intermediates, ...(root ? [root] : [])]
  for (const [index, signed] of chain.entries()) {
    const issuer = chain[index + 1]
    if (issuer && !(await isSignedBy(signed, issuer, primitives))) return 'link'
  }
  const issuer = chain[1]
  return encryption && issuer && !(await isSignedBy(encryption, issuer, primitives)) ? 'link' : undefined
}

function keyProblem(contents: Contents, order: PackageOrder, zip: Uint8Array): string | undefined {
  const expected = expectedKeys(order)
  if (contents.keys.length !== expected.length) return 'keys'
  if (expected.length === 0) return latin1(zip).includes('PRIVATE KEY-----') ? 'keys' : undefined
  const isComplete = expected.every(({ publicKeyInfo }) => {
    const found = contents.keys.find(({ publicKey }) => isSameKey(publicKey, publicKeyInfo))
    return found !== undefined && belongsTo(found.key, publicKeyInfo)
  })
  return isComplete ? undefined : 'key-mismatch'
}

function expectedKeys({ keyOrigin, format, certificates }: PackageOrder): Certificate[] {
  if (keyOrigin === 'device' || KEY_IN_PACKAGE[format] === 'never') return []
  const { leaf, encryption } = certificates
  return format === 'tongsuo-dual' && encryption ? [leaf, encryption] : [leaf]
}

const PROBE = new TextEncoder().encode('does this key belong to this certificate')

/** By a signature, not by what the key says of itself: the public half inside a private key may lie. */
export function belongsTo(key: SecretKey, publicKeyInfo: Uint8Array): boolean {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' })
    return key.use((pkcs8) => {
      const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
      if (publicKey.asymmetricKeyType === 'ed25519')
        return verify(null, PROBE, publicKey, sign(null, PROBE, privateKey))
      // SM2 keys have no type name in Node 20.
      const digest = publicKey.asymmetricKeyType === undefined ? 'sm3' : 'sha256'
      const signature = createSign(digest).update(PROBE).sign(privateKey)
      return createVerify(digest).update(PROBE).verify(publicKey, signature)
    })
  } catch {
    return false
  }
}

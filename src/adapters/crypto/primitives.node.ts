// Digests and raw signatures by node:crypto. SM2 goes through createVerify('sm3') fed with ZA computed here: the one-shot
// crypto.verify uses an empty user id and changes meaning between OpenSSL versions, so it is never used for SM2.

import {
  constants,
  createHash,
  createVerify,
  hash as hashOnce,
  KeyObject,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto'
import { createXmlReader } from '#adapters/xml/reader.node.ts'
import { type ByteSource, heldOctets, type Octets, piecesOf } from '#core/bytes/octets.ts'
import { readSm2Signature, sm2ZaInput } from '#core/gm/sm2.ts'
import { type DigestAlgorithm, type Primitives, type SignatureCheck, SM2_DEFAULT_ID } from '#core/primitives.ts'
import { nodeCiphers } from './ciphers.node.ts'
import { nodeInflate } from './inflate.node.ts'
import { type LoadedKey, type LoadedSm2Key, loadKey, loadSm2Key } from './keys.node.ts'
import { pssKeyFor } from './pss.node.ts'
import { sm2KnownAnswersHold } from './self-test.ts'

export const nodePrimitives: Primitives = {
  inflate: nodeInflate,
  ciphers: nodeCiphers,
  xml: createXmlReader(),
  digest(algorithm, ...parts) {
    const [only, ...others] = parts
    const isSource = only && others.length === 0 && !(only instanceof Uint8Array)
    return isSource ? digestOfSource(algorithm, only) : digestNow(algorithm, parts)
  },
  verify(check) {
    try {
      return check.scheme === 'sm2' ? verifySm2(check) : verifyCommon(check)
    } catch {
      // A key or signature OpenSSL cannot make sense of verifies nothing.
      return false
    }
  },
}

/**
 * Proves on known answers that this runtime's SM3 and SM2 mean what the standards mean. Run it once at start-up;
 * when it fails, no SM2 verdict of this process can be trusted.
 */
export function selfTestSm2(): Promise<boolean> {
  return sm2KnownAnswersHold(nodePrimitives)
}

function digestNow(algorithm: DigestAlgorithm, parts: readonly Octets[]): Uint8Array {
  const [only] = parts
  const isWhole = parts.length === 1 && only instanceof Uint8Array && algorithm !== 'shake256'
  if (isWhole) return hashOnce(algorithm, only, 'buffer')
  const hash = algorithm === 'shake256' ? createHash(algorithm, { outputLength: 64 }) : createHash(algorithm)
  feed(hash, parts)
  return hash.digest()
}

const SOURCE_DIGESTS = new WeakMap<ByteSource, Map<DigestAlgorithm, Uint8Array>>()

/** A gigabyte is read once for each algorithm, however many signers and reports ask for its digest. */
function digestOfSource(algorithm: DigestAlgorithm, source: ByteSource): Uint8Array {
  const known = SOURCE_DIGESTS.get(source) ?? new Map<DigestAlgorithm, Uint8Array>()
  const digest = known.get(algorithm) ?? digestNow(algorithm, [source])
  SOURCE_DIGESTS.set(source, known.set(algorithm, digest))
  return digest
}

function feed(to: { update(piece: Uint8Array): unknown }, parts: readonly Octets[]): void {
  for (const part of parts) for (const piece of piecesOf(part)) to.update(piece)
}

function verifySm2(check: SignatureCheck): boolean {
  const loaded = loadSm2Key(check.publicKey)
  if (!loaded || !readSm2Signature(check.signature).ok) return false
  const verifier = createVerify('sm3')
  if (check.sm2Id !== null) verifier.update(zaOf(loaded, check.sm2Id ?? SM2_DEFAULT_ID))
  feed(verifier, check.message)
  return verifier.verify(loaded.use(), check.signature)
}

function zaOf(loaded: LoadedSm2Key, id: Uint8Array): Uint8Array {
  if (id !== SM2_DEFAULT_ID) return digestNow('sm3', sm2ZaInput(id, loaded.point))
  loaded.defaultZa ??= digestNow('sm3', sm2ZaInput(id, loaded.point))
  return loaded.defaultZa
}

const KEY_KINDS: Readonly<Record<Exclude<SignatureCheck['scheme'], 'sm2'>, readonly LoadedKey['kind'][]>> = {
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  dsa: ['dsa'],
  ed25519: ['ed25519'],
  ed448: ['ed448'],
}

function verifyCommon(check: SignatureCheck): boolean {
  const loaded = loadKey(check.publicKey)
  if (!loaded || check.scheme === 'sm2' || !KEY_KINDS[check.scheme].includes(loaded.kind)) return false
  if (check.scheme === 'ed25519' || check.scheme === 'ed448') {
    return verify(null, Buffer.concat(check.message.map(heldOctets)), loaded.use(), check.signature)
  }
  if (check.digest === 'shake256') return false
  if (check.scheme === 'rsa-pss') return verifyPss(check, loaded)
  const verifier = createVerify(check.digest)
  feed(verifier, check.message)
  return verifier.verify(loaded.use(), check.signature)
}

function verifyPss(check: SignatureCheck, loaded: LoadedKey): boolean {
  const key = pssKeyFor(check, loaded)?.use()
  if (!key) return false
  const verifier = createVerify(check.digest)
  feed(verifier, check.message)
  const saltLength = check.saltLength ?? constants.RSA_PSS_SALTLEN_DIGEST
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const input = key instanceof KeyObject ? { key } : key
  return verifier.verify({ ...input, padding, saltLength } as VerifyKeyObjectInput, check.signature)
}

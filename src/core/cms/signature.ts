// Whether the octets of one SignerInfo are a signature by this key over these bytes (RFC 5652 §5.4, §5.6), in the dialects
// met in the field. The two broken SM2 worlds – empty identifier, no ZA – are recognised by name and refused.

import { TAG } from '../asn1/der.ts'
import { compareOctets, set } from '../asn1/write.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Octets } from '../bytes/octets.ts'
import { defect, fatal, note } from '../finding.ts'
import { sm2SignatureToDer } from '../gm/sm2.ts'
import type { Eventual, Primitives } from '../primitives.ts'
import type { Finding } from '../verdict.ts'
import type { SignatureScheme } from '../x509/algorithms.ts'
import type { Attribute, AttributeSet, SignerInfo } from './signed-data.ts'

const CLAUSE = 'RFC 5652 §5.6'
const GM_CLAUSE = 'GB/T 35275 (clause unverified)'

export interface SignatureQuestion {
  signer: SignerInfo
  scheme: SignatureScheme
  /** DER SubjectPublicKeyInfo of the signer. */
  publicKey: Uint8Array
  /** Signed when there are no signed attributes. Absent: nothing to verify over. */
  content?: Octets | undefined
  /** DER of the inner ContentInfo: what GmSSL signs without ZA. */
  contentInfo?: Uint8Array | undefined
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array | undefined
}

export interface SignatureAnswer {
  isIntact: boolean
  findings: Finding[]
}

type Message = readonly Octets[]

/** Puts the question to the primitives; a refusal says which broken dialect the signature belongs to, when it belongs to one. */
export async function checkSignature(question: SignatureQuestion, primitives: Primitives): Promise<SignatureAnswer> {
  const { signer, scheme } = question
  const asSigned = messageOf(signer.signedAttributes, question.content)
  const encoding = scheme.scheme === 'sm2' ? encodingOf(signer.signature) : { octets: signer.signature, findings: [] }
  const verifies = (message: Message, sm2Id: Uint8Array | null | undefined = question.sm2Id) =>
    primitives.verify({
      scheme: scheme.scheme,
      digest: scheme.digest,
      saltLength: scheme.saltLength,
      mgfDigest: scheme.mgfDigest,
      publicKey: question.publicKey,
      signature: encoding.octets,
      message,
      sm2Id,
    })

  if (await verifies(asSigned)) return intact(...encoding.findings, ...orderFindings(signer.signedAttributes))
  const sorted = sortedAttributes(signer.signedAttributes)
  if (sorted && (await verifies([sorted])))
    return intact(...encoding.findings, ...orderFindings(signer.signedAttributes))
  const broken = scheme.scheme === 'sm2' ? await nameBrokenDialect(question, asSigned, verifies) : undefined
  return { isIntact: false, findings: [broken ?? fatal('cms.signature', CLAUSE, 'SIG_CRYPTO_FAILURE')] }
}

function intact(...findings: Finding[]): SignatureAnswer {
  return { isIntact: true, findings }
}

/** Signed attributes are signed as SET OF, whatever tag they travel under (RFC 5652 §5.4). */
function messageOf(attributes: AttributeSet | undefined, content: Octets | undefined): Message {
  if (attributes) return [Uint8Array.of(TAG.set), attributes.raw.subarray(1)]
  return [content ?? new Uint8Array()]
}

/** The attributes in DER order, when they arrived in another one. */
function sortedAttributes(attributes: AttributeSet | undefined): Uint8Array | undefined {
  if (!attributes || isInOrder(attributes)) return undefined
  const sorted = set(...attributes.attributes.map((attribute) => attribute.raw))
  return equalBytes(sorted.subarray(1), attributes.raw.subarray(1)) ? undefined : sorted
}

/** Whether it is what `set` would write (X.690 §11.6), so that the usual case costs no second encoding. */
function isInOrder({ raw, attributes }: AttributeSet): boolean {
  const length = attributes.reduce((sum, one) => sum + one.raw.length, 0)
  const header = length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : undefined
  if (raw.length - length !== header) return false
  return attributes.every(
    (one, index) => index === 0 || compareOctets((attributes[index - 1] as Attribute).raw, one.raw) <= 0,
  )
}

function orderFindings(attributes: AttributeSet | undefined): Finding[] {
  return sortedAttributes(attributes) ? [defect('cms.attributes-not-der', 'RFC 5652 §5.3')] : []
}

async function nameBrokenDialect(
  question: SignatureQuestion,
  asSigned: Message,
  verifies: (message: Message, sm2Id?: Uint8Array | null) => Eventual<boolean>,
): Promise<Finding | undefined> {
  const refuse = (code: string) => fatal(code, GM_CLAUSE, 'SIG_CRYPTO_FAILURE')
  if (await verifies(asSigned, new Uint8Array())) return refuse('cms.sm2-empty-id')
  if (await verifies(asSigned, null)) return refuse('cms.sm2-no-za')
  const whole = question.contentInfo
  if (whole && !question.signer.signedAttributes && (await verifies([whole], null))) return refuse('cms.gmssl-dialect')
  return undefined
}

/** SM2 signatures travel as DER or, from key devices, as r‖s; what is neither is left as it is, to be refused. */
function encodingOf(octets: Uint8Array): { octets: Uint8Array; findings: Finding[] } {
  const read = sm2SignatureToDer(octets)
  if (!read.ok) return { octets, findings: [] }
  const isRaw = read.value.encoding === 'raw'
  return { octets: read.value.der, findings: isRaw ? [note('cms.sm2-raw-signature', GM_CLAUSE)] : [] }
}

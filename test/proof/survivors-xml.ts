// The same question for XML: what differs must be markup without meaning, a part of the signature nobody signs, or content that the
// report itself calls unsigned. Both documents are compared in canonical form, with those parts left out.

import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { isDs, isXades } from '#core/documents/xml/names.ts'
import { holdsNode, isElement, textOf, type XmlDocument, type XmlNode } from '#core/documents/xml/tree.ts'
import { tokenChanges, type Unsigned } from './survivors.ts'

export async function unsignedXmlChanges(
  before: Uint8Array,
  after: Uint8Array,
  report: { steps: readonly { findings: readonly { code: string }[] }[] },
): Promise<Unsigned[]> {
  const [was, is] = [await read(before), await read(after)]
  if (!was || !is) return []
  const isSame = async (leftOut: (node: XmlNode) => boolean) =>
    equalBytes(await canonical(was, leftOut), await canonical(is, leftOut))
  if (await isSame(() => false)) return ['markup that says nothing']
  if (await isSame(isUnsignedPart)) return ['unsigned parts of an XML signature']
  const codes = report.steps.flatMap(({ findings }) => findings.map(({ code }) => code))
  const isNamed = codes.some((code) => code === 'xml.unsigned-content' || code === 'xml.unsigned-twin')
  return isNamed && (await isSame((node) => !isInSignedInfo(node))) ? ['content that the report calls unsigned'] : []
}

/** Of an evidence record in XML (RFC 6283): comments say nothing; inside the tokens counts what their signatures cover. */
export async function unsignedXmlRecordChanges(before: Uint8Array, after: Uint8Array): Promise<Unsigned[]> {
  const [was, is] = [await read(before), await read(after)]
  if (!was || !is || !equalBytes(await canonical(was, isToken), await canonical(is, isToken))) return []
  const [mine, theirs] = [tokensOf(was), tokensOf(is)]
  if (mine.length === 0 || mine.length !== theirs.length) return []
  const inTokens = mine.map((token, i) => tokenChanges(token, theirs[i] ?? new Uint8Array()))
  if (inTokens.includes(undefined)) return []
  const found = inTokens.flatMap((changes) => changes ?? [])
  return found.length > 0 ? found : ['markup that says nothing']
}

function isToken(node: XmlNode): boolean {
  return isElement(node) && node.local === 'TimeStampToken'
}

function tokensOf({ nodes }: XmlDocument): Uint8Array[] {
  return nodes
    .filter(isElement)
    .filter(isToken)
    .map((one) => new Uint8Array(Buffer.from(textOf(one), 'base64')))
}

async function read(bytes: Uint8Array): Promise<XmlDocument | undefined> {
  const result = await nodePrimitives.xml.read(bytes)
  return result.ok ? result.value : undefined
}

async function canonical(document: XmlDocument, leftOut: (node: XmlNode) => boolean): Promise<Uint8Array> {
  const roots = document.nodes.filter(leftOut).filter(isElement)
  const isFrame = (node: XmlNode) => roots.length > 0 && isUnsignedTag(node)
  const includes = (node: XmlNode) => !roots.some((root) => holdsNode(root, node)) && !leftOut(node) && !isFrame(node)
  const how = { method: 'exclusive', withComments: false } as const
  const octets = await nodePrimitives.xml.canonicalise(document, how, { includes })
  return octets.ok ? octets.value : new Uint8Array()
}

/** The value is compared by the judge itself; KeyInfo and what stands beside the signed properties, by whatever name, are anybody's. */
function isUnsignedPart(node: XmlNode): boolean {
  if (!isElement(node)) return false
  const isOfSignature = isDs(node.parent, 'Signature')
  const isQualifying = isXades(node.parent, 'QualifyingProperties')
  return (
    (isOfSignature && (isDs(node, 'KeyInfo') || isDs(node, 'SignatureValue'))) ||
    (isQualifying && !isXades(node, 'SignedProperties'))
  )
}

/** Tags around what is signed: an attribute of theirs is signed only where a reference takes in the whole element. */
function isUnsignedTag(node: XmlNode): boolean {
  return isDs(node, 'Signature') || isDs(node, 'Object') || isXades(node, 'QualifyingProperties')
}

function isInSignedInfo(node: XmlNode): boolean {
  for (let at: XmlNode | undefined = node; at; at = at.parent) if (isDs(at, 'SignedInfo')) return true
  return false
}

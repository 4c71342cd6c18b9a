// What a seal on an OFD package is over (GB/T 33190-2016 ch. 18; clause unverified): every file of the package digested with SM3, and a
// stamp on a page. What was in the package stays octet by octet as it was.

import { hash } from '#adapters/pkijs/signed-data.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import type { Placement } from '#src/ports.ts'
import { DECLARATION, OFD_NAMESPACE, OfdPackage, utf8 } from './ofd-package.ts'

/** What a package is made of, but for the signature value. */
export interface OfdPreparation {
  file: Uint8Array
  /** DER of the SESeal. */
  seal: Uint8Array
  at: Instant
  placement: Placement
}

export interface OfdDescription {
  /** Octets of Signature.xml, which the seal signature is over. */
  description: Uint8Array
  /** Its name in the package. */
  path: string
}

/** The same order gives the same octets. @throws AppError as `sealOfd` */
export async function describeOfd(order: OfdPreparation, primitives: Primitives): Promise<OfdDescription> {
  const { description, folder } = await described(order, primitives)
  return { description, path: `${folder}/Signature.xml` }
}

/** The package with the signature value over its description. @throws AppError as `sealOfd` */
export async function packOfd(order: OfdPreparation, value: Uint8Array, primitives: Primitives): Promise<Uint8Array> {
  const { found, folder } = await described(order, primitives)
  found.put(`${folder}/SignedValue.dat`, value)
  return found.pack(order.at)
}

async function described({ file, seal, at, placement }: OfdPreparation, primitives: Primitives) {
  const found = await OfdPackage.open(file, primitives)
  const pageId = await found.pageIdAt(placement)
  // The list of signatures is not digested, so that another seal can follow; what it may hold is for verifiers to check.
  const { folder, list } = await found.addSignature()
  const covered = new Set(found.files.keys())
  covered.delete(list)
  found.put(`${folder}/Seal.esl`, seal)
  covered.add(`${folder}/Seal.esl`)
  const description = utf8(signatureXml(found, { folder, covered, at, pageId, placement }))
  found.put(`${folder}/Signature.xml`, description)
  return { found, folder, description }
}

const SM2_WITH_SM3 = '1.2.156.10197.1.501'
const SM3 = '1.2.156.10197.1.401'

interface Description {
  folder: string
  /** Names of the files to digest. */
  covered: ReadonlySet<string>
  at: Instant
  pageId: string
  placement: Placement
}

function signatureXml(found: OfdPackage, { folder, covered, at, pageId, placement }: Description): string {
  const references = [...covered].map((name) => {
    const digest = toBase64(hash('sm3', found.files.get(name) ?? new Uint8Array()))
    return `<ofd:Reference FileRef="/${attributeText(name)}"><ofd:CheckValue>${digest}</ofd:CheckValue></ofd:Reference>`
  })
  const { leftMm, topMm, widthMm, heightMm } = placement
  const boundary = [leftMm, topMm, widthMm, heightMm].map((mm) => Number(mm.toFixed(3))).join(' ')
  const date = `${new Date(at).toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  return [
    `${DECLARATION}<ofd:Signature xmlns:ofd="${OFD_NAMESPACE}"><ofd:SignedInfo>`,
    '<ofd:Provider ProviderName="zhengxun" Version="1" Company="zhengxun"/>',
    `<ofd:SignatureMethod>${SM2_WITH_SM3}</ofd:SignatureMethod>`,
    `<ofd:SignatureDateTime>${date}</ofd:SignatureDateTime>`,
    `<ofd:References CheckMethod="${SM3}">${references.join('')}</ofd:References>`,
    `<ofd:StampAnnot ID="stamp1" PageRef="${attributeText(pageId)}" Boundary="${boundary}"/>`,
    `<ofd:Seal><ofd:BaseLoc>/${folder}/Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>`,
    `<ofd:SignedValue>/${folder}/SignedValue.dat</ofd:SignedValue></ofd:Signature>`,
  ].join('')
}

function attributeText(text: string): string {
  return text.replace(/[&<"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '"': '&quot;' })[one] ?? one)
}

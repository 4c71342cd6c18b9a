// The signatures of an OFD document as written: the list in Signatures.xml and each Signature.xml (GB/T 33190-2016 ch. 18, clauses
// unverified). Reading is not believing: what is doubled or leads out of its place is remarked here, judged elsewhere.

import { fromBase64 } from '../../bytes/base64.ts'
import { defect, fatal } from '../../finding.ts'
import type { Finding } from '../../verdict.ts'
import { attributeOf, textOf, type XmlElement } from '../xml/tree.ts'
import { type Package, printable } from './package.ts'
import { named, numbersOf, OFD_NAMESPACE } from './structure.ts'

export const SIGNATURE_CLAUSE = 'GB/T 33190-2016 ch. 18 (clause unverified)'

export interface ListedSignature {
  id: string
  type: 'Seal' | 'Sign'
  /** Of Signature.xml; absent where it leads nowhere. */
  path?: string
  /** ID of the signature this one continues (2.0). */
  relative?: string
}

export interface SignatureList {
  path: string
  listed: ListedSignature[]
  findings: Finding[]
}

export interface FileReference {
  /** FileRef as written. */
  written: string
  path?: string
  /** CheckValue; absent where it is no Base64. */
  digest?: Uint8Array
}

export interface Stamp {
  id: string
  pageId: string
  /** x, y, width, height in millimetres; fewer where it is not written so. */
  boundary: number[]
}

export interface SignatureFile {
  path: string
  /** As written; the schema's default is MD5. */
  checkMethod: string
  references: FileReference[]
  stamps: Stamp[]
  method?: string
  time?: string
  /** Of Seal.esl. */
  seal?: string
  /** Of a picture of the seal (2.0). */
  image?: string
  /** Of SignedValue.dat. */
  value?: string
  findings: Finding[]
}

/** More than this is an attack on the judge. */
const MAX_SIGNATURES = 100
const MAX_REFERENCES = 20_000

export async function readSignatureList(files: Package, path: string): Promise<SignatureList> {
  const findings: Finding[] = []
  const root = await files.xml(path)
  if (!root.ok || root.value.local !== 'Signatures') {
    const params = { name: printable(path), problem: root.ok ? root.value.local : root.error.code }
    return {
      path,
      listed: [],
      findings: [fatal('ofd.signature-list-unreadable', SIGNATURE_CLAUSE, 'FORMAT_FAILURE', params)],
    }
  }
  judgeNamespace(root.value, path, findings)
  const all = named(root.value, 'Signature')
  if (all.length > MAX_SIGNATURES) {
    findings.push(fatal('ofd.too-many-signatures', SIGNATURE_CLAUSE, 'FORMAT_FAILURE', { found: all.length }))
  }
  const listed = all.slice(0, MAX_SIGNATURES).map((one) => listedSignature(one, files, path))
  const repeated = [listed.map(({ id }) => id), listed.flatMap((one) => one.path ?? [])].flatMap(repeatedIn)
  for (const name of repeated) {
    findings.push(fatal('ofd.signature-doubled', SIGNATURE_CLAUSE, 'FORMAT_FAILURE', { name: printable(name) }))
  }
  return { path, listed, findings }
}

function listedSignature(element: XmlElement, files: Package, from: string): ListedSignature {
  const path = files.locate(attributeOf(element, 'BaseLoc') ?? '', from)
  const relative = attributeOf(element, 'Relative')
  return {
    id: attributeOf(element, 'ID') ?? '',
    type: attributeOf(element, 'Type')?.trim() === 'Sign' ? 'Sign' : 'Seal',
    ...(path !== undefined && { path }),
    ...(relative !== undefined && { relative }),
  }
}

function repeatedIn(all: readonly string[]): string[] {
  return [...new Set(all.filter((one, index) => one !== '' && all.indexOf(one) !== index))]
}

/** `undefined` with a finding where there is no such XML. */
export async function readSignatureFile(
  files: Package,
  path: string,
): Promise<{ file?: SignatureFile; findings: Finding[] }> {
  const root = await files.xml(path)
  if (!root.ok || root.value.local !== 'Signature') {
    const params = { name: printable(path), problem: root.ok ? root.value.local : root.error.code }
    return { findings: [fatal('ofd.signature-unreadable', SIGNATURE_CLAUSE, 'FORMAT_FAILURE', params)] }
  }
  const findings: Finding[] = []
  judgeNamespace(root.value, path, findings)
  return { file: signatureFile(root.value, files, path, findings), findings }
}

function signatureFile(root: XmlElement, files: Package, path: string, findings: Finding[]): SignatureFile {
  const one = (element: XmlElement | undefined, local: string) => single(element, local, findings)
  const info = one(root, 'SignedInfo')
  const references = one(info, 'References')
  const all = named(references, 'Reference')
  if (all.length > MAX_REFERENCES) {
    findings.push(fatal('ofd.too-many-references', SIGNATURE_CLAUSE, 'FORMAT_FAILURE', { found: all.length }))
  }
  const seal = one(info, 'Seal')
  const place = (element: XmlElement | undefined) => element && files.locate(textOf(element), path)
  const paths = {
    seal: place(one(seal, 'BaseLoc')),
    image: place(one(seal, 'ImageLoc')),
    value: place(one(root, 'SignedValue')),
  }
  const method = one(info, 'SignatureMethod')
  const time = one(info, 'SignatureDateTime')
  return {
    path,
    checkMethod: (references && attributeOf(references, 'CheckMethod'))?.trim() ?? 'MD5',
    references: all.slice(0, MAX_REFERENCES).map((each) => reference(each, files, findings)),
    stamps: named(info, 'StampAnnot').map(stampOf),
    ...(method && { method: textOf(method).trim() }),
    ...(time && { time: textOf(time).trim() }),
    ...(paths.seal !== undefined && { seal: paths.seal }),
    ...(paths.image !== undefined && { image: paths.image }),
    ...(paths.value !== undefined && { value: paths.value }),
    findings,
  }
}

/** FileRef is absolute; one without its slash is read from the top too. */
function reference(element: XmlElement, files: Package, findings: Finding[]): FileReference {
  const written = attributeOf(element, 'FileRef') ?? ''
  const path = files.locate(written, '')
  const value = single(element, 'CheckValue', findings)
  const digest = value && fromBase64(textOf(value).replace(/\s+/g, ''))
  return { written, ...(path !== undefined && { path }), ...(digest && { digest }) }
}

function stampOf(element: XmlElement): Stamp {
  return {
    id: attributeOf(element, 'ID') ?? '',
    pageId: attributeOf(element, 'PageRef')?.trim() ?? '',
    boundary: numbersOf(attributeOf(element, 'Boundary') ?? ''),
  }
}

/** The one child of that name: a second one is a way to have one verified and another believed. */
function single(element: XmlElement | undefined, local: string, findings: Finding[]): XmlElement | undefined {
  const all = named(element, local)
  if (all.length > 1) findings.push(fatal('ofd.ambiguous', SIGNATURE_CLAUSE, 'FORMAT_FAILURE', { element: local }))
  return all[0]
}

function judgeNamespace(root: XmlElement, path: string, findings: Finding[]): void {
  if (root.namespace === OFD_NAMESPACE) return
  findings.push(defect('ofd.namespace', SIGNATURE_CLAUSE, { name: printable(path), namespace: root.namespace }))
}

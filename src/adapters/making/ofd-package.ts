// An OFD package taken apart to be sealed: its files by name, the one document in it, its pages, its list of signatures
// (GB/T 33190-2016 ch. 7, 18; clause unverified). What cannot be read with certainty is refused, because readers would differ.

import { type Zippable, zipSync } from 'fflate'
import { utf8Text } from '#core/asn1/values.ts'
import { openArchive } from '#core/documents/archive.ts'
import { childOf, childrenOf, textOf, type XmlElement } from '#core/documents/xml/tree.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'
import type { Placement } from '#src/ports.ts'

export const OFD_NAMESPACE = 'http://www.ofdspec.org/2016'
const ENTRY = 'OFD.xml'
interface Size {
  widthMm: number
  heightMm: number
}

/** Of a page that does not say. */
const A4: Size = { widthMm: 210, heightMm: 297 }

const refuse = (code: string, params: Record<string, string | number> = {}): never => {
  throw new AppError('bad-input', code, params)
}
const unreadable = (problem: string, file = ENTRY): never => refuse('signing.ofd-unreadable', { problem, file })

export class OfdPackage {
  readonly files: Map<string, Uint8Array>
  private readonly primitives: Pick<Primitives, 'xml'>
  private readonly entry: XmlElement
  /** Path of Document.xml. */
  private readonly documentPath: string

  private constructor(
    files: Map<string, Uint8Array>,
    primitives: Pick<Primitives, 'xml'>,
    entry: XmlElement,
    documentPath: string,
  ) {
    this.files = files
    this.primitives = primitives
    this.entry = entry
    this.documentPath = documentPath
  }

  /** @throws AppError `bad-input` for what is no OFD package of one document */
  static async open(bytes: Uint8Array, primitives: Pick<Primitives, 'xml' | 'inflate'>): Promise<OfdPackage> {
    const files = filesIn(bytes, primitives)
    const entry = await rootOf(files, ENTRY, primitives)
    const bodies = childrenOf(entry, OFD_NAMESPACE, 'DocBody')
    const [body] = bodies
    if (!body || bodies.length !== 1) return unreadable('ofd.one-document')
    const root = textIn(body, 'DocRoot')
    return new OfdPackage(files, primitives, entry, resolved('', root))
  }

  /** ID of the page, which has to show the whole place. @throws AppError `bad-input` */
  async pageIdAt({ page, leftMm, topMm, widthMm, heightMm }: Placement): Promise<string> {
    const document = await rootOf(this.files, this.documentPath, this.primitives)
    const pages = childrenOf(childOf(document, OFD_NAMESPACE, 'Pages') ?? document, OFD_NAMESPACE, 'Page')
    const found = pages[page - 1]
    const id = found && attribute(found, 'ID')
    if (!found || !id) return refuse('signing.page-missing', { page, pages: pages.length })
    const content = resolved(folderOf(this.documentPath), attribute(found, 'BaseLoc') ?? '')
    const own = sizeIn(childOf(await rootOf(this.files, content, this.primitives), OFD_NAMESPACE, 'Area'))
    const common = childOf(childOf(document, OFD_NAMESPACE, 'CommonData'), OFD_NAMESPACE, 'PageArea')
    const size = own ?? sizeIn(common) ?? A4
    const isOn =
      leftMm >= 0 && topMm >= 0 && leftMm + widthMm <= size.widthMm + 0.1 && topMm + heightMm <= size.heightMm + 0.1
    return isOn ? id : refuse('signing.off-page', { page, ...size })
  }

  /** Enters a signature in the package's list, which is made when there is none. */
  async addSignature(): Promise<{ folder: string; list: string }> {
    const body = childOf(this.entry, OFD_NAMESPACE, 'DocBody')
    const named = textIn(body, 'Signatures')
    const base = `${folderOf(this.documentPath)}Signs/`
    const list = named === '' ? `${base}Signatures.xml` : resolved('', named)
    if (named === '') this.startList(list)
    else await this.judgeList(list)
    let number = 0
    while ([...this.files.keys()].some((path) => path.toLowerCase().startsWith(`${base}sign_${number}/`.toLowerCase())))
      number++
    const folder = `${base}Sign_${number}`
    this.enter(list, number, `/${folder}/Signature.xml`)
    return { folder, list }
  }

  private startList(list: string): void {
    if ([...this.files.keys()].some((path) => /(^|\/)Signatures\.xml$/i.test(path))) unreadable('ofd.stray-signatures')
    this.insertBefore(ENTRY, 'DocBody', (prefix) => `<${prefix}Signatures>/${list}</${prefix}Signatures>`)
    this.files.set(list, utf8(`${DECLARATION}<ofd:Signatures xmlns:ofd="${OFD_NAMESPACE}"></ofd:Signatures>`))
  }

  /** An earlier signature that covers the list of signatures has closed the document. */
  private async judgeList(list: string): Promise<void> {
    const root = await rootOf(this.files, list, this.primitives)
    for (const one of childrenOf(root, OFD_NAMESPACE, 'Signature')) {
      const path = resolved(folderOf(list), attribute(one, 'BaseLoc') ?? '')
      const info = childOf(await rootOf(this.files, path, this.primitives), OFD_NAMESPACE, 'SignedInfo')
      const references = childOf(info, OFD_NAMESPACE, 'References')
      const covered = references ? childrenOf(references, OFD_NAMESPACE, 'Reference') : []
      if (covered.some((reference) => resolved('', attribute(reference, 'FileRef') ?? '') === list))
        throw new AppError('precondition', 'signing.ofd-closed')
    }
  }

  private enter(list: string, number: number, location: string): void {
    this.insertBefore(list, 'Signatures', (prefix) => {
      return `<${prefix}Signature ID="${signatureId(number)}" Type="Seal" BaseLoc="${location}"/>`
    })
  }

  /** Into the element of that name that ends last; the octets around it stay. */
  private insertBefore(path: string, element: string, made: (prefix: string) => string): void {
    const text = utf8Text(this.files.get(path) ?? new Uint8Array()) ?? unreadable('xml.encoding', path)
    const ends = [...text.matchAll(new RegExp(`</((?:[A-Za-z_][\\w.-]*:)?)${element}\\s*>`, 'g'))]
    const end = ends[0] ?? unreadable('ofd.list', path)
    if (ends.length !== 1) unreadable('ofd.list', path)
    this.files.set(path, utf8(text.slice(0, end.index) + made(end[1] ?? '') + text.slice(end.index)))
  }

  put(path: string, content: Uint8Array): void {
    this.files.set(path, content)
  }

  /** The package with OFD.xml first. @param at written as the time of every entry */
  pack(at: Instant): Uint8Array {
    const names = [ENTRY, ...[...this.files.keys()].filter((name) => name !== ENTRY)]
    const entries: Zippable = {}
    // ZIP times begin in 1980; an entry's own time says nothing here.
    for (const name of names) entries[name] = [this.files.get(name) ?? new Uint8Array(), { mtime: at, level: 6 }]
    return zipSync(entries)
  }
}

export const signatureId = (number: number) => `s${String(number + 1).padStart(3, '0')}`

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
export const utf8 = (text: string) => new TextEncoder().encode(text)

function filesIn(bytes: Uint8Array, { inflate }: Pick<Primitives, 'inflate'>): Map<string, Uint8Array> {
  const archive = openArchive(bytes, inflate)
  if (!archive.ok) return unreadable(archive.error.code, '')
  const [refused] = archive.value.refused
  if (refused) return unreadable(refused.code, refused.name)
  if (archive.value.gaps.length > 0 || archive.value.comment.length > 0) return unreadable('zip.stray-octets', '')
  return new Map(
    archive.value.entries
      .filter(({ name }) => !name.endsWith('/'))
      .map((entry) => {
        const content = archive.value.read(entry)
        return [entry.name, content.ok ? content.value : unreadable(content.error.code, entry.name)]
      }),
  )
}

async function rootOf(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  { xml }: Pick<Primitives, 'xml'>,
): Promise<XmlElement> {
  const bytes = files.get(path)
  if (!bytes) return unreadable('ofd.file-missing', path)
  const read = await xml.read(bytes)
  return read.ok ? read.value.root : unreadable(read.error.code, path)
}

function attribute(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((one) => one.local === local && one.namespace === '')?.value
}

function textIn(element: XmlElement | undefined, local: string): string {
  const found = childOf(element, OFD_NAMESPACE, local)
  return found ? textOf(found).trim() : ''
}

function sizeIn(area: XmlElement | undefined): Size | undefined {
  const [left, top, widthMm, heightMm, ...more] = textIn(area, 'PhysicalBox').split(/\s+/).map(Number)
  if (left === undefined || top === undefined || widthMm === undefined || heightMm === undefined) return undefined
  return more.length === 0 && widthMm > 0 && heightMm > 0 ? { widthMm, heightMm } : undefined
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)

/** A location (ST_Loc) as a name in the package: from the root with a leading slash, else from the folder. */
function resolved(folder: string, location: string): string {
  const parts: string[] = []
  for (const part of (location.startsWith('/') ? location.slice(1) : folder + location).split('/')) {
    if (part === '..' && parts.pop() === undefined) return unreadable('ofd.path', location)
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

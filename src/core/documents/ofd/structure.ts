// What an OFD package shows, walked from OFD.xml: documents, pages, templates, resources, annotations, attachments, tags, versions
// (GB/T 33190-2016 ch. 7, clauses unverified). Names are compared without their namespace, and a foreign one is remarked.

import { latin1 } from '../../asn1/values.ts'
import { defect, fatal, note } from '../../finding.ts'
import type { Finding } from '../../verdict.ts'
import { attributeOf, childrenOf, textOf, type XmlElement } from '../xml/tree.ts'
import { folderOf } from './locations.ts'
import { PACKAGE_CLAUSE, type Package, printable, tell } from './package.ts'

export const ROOT_FILE = 'OFD.xml'
export const OFD_NAMESPACE = 'http://www.ofdspec.org/2016'
const CLAUSE = 'GB/T 33190-2016 ch. 7 (clause unverified)'

/** What a file is to the reader of the document. */
export type FileRole =
  | 'entry'
  | 'document'
  | 'page'
  | 'template'
  | 'resource'
  | 'media'
  | 'annotation'
  | 'attachment'
  | 'tag'
  | 'version'
  | 'extension'

export interface ShownFile {
  path: string
  role: FileRole
}

export interface OfdPage {
  /** ST_ID, as StampAnnot names it. */
  id: string
  path?: string
  /** Width and height in millimetres, where the document says so. */
  size?: readonly [number, number]
}

export interface DocumentBody {
  /** Of Document.xml. */
  root?: string
  /** Of Signatures.xml. */
  signatures?: string
  pages: OfdPage[]
}

export interface Structure {
  bodies: DocumentBody[]
  /** Each path once, as first named. */
  shown: Map<string, FileRole>
  findings: Finding[]
}

/** The child elements of one name, whatever their namespace. */
export function named(element: XmlElement | undefined, local: string): XmlElement[] {
  return element ? childrenOf(element).filter((one) => one.local === local) : []
}

interface Walk {
  files: Package
  shown: Map<string, FileRole>
  findings: Finding[]
  /** Also what pages name by themselves. */
  isDeep: boolean
}

/** @param isDeep pages are parsed too: only needed where something is not signed */
export async function walkStructure(files: Package, isDeep: boolean): Promise<Structure> {
  const walk: Walk = { files, shown: new Map([[ROOT_FILE, 'entry']]), findings: [], isDeep }
  const bodies: DocumentBody[] = []
  const root = await readXml(walk, ROOT_FILE)
  if (root && root.local !== 'OFD') tell(walk.findings, wrongRoot(ROOT_FILE, root))
  for (const body of named(root, 'DocBody')) bodies.push(await walkBody(walk, body))
  if (root && bodies.length === 0) tell(walk.findings, fatal('ofd.no-document', CLAUSE, 'FORMAT_FAILURE'))
  return { bodies, shown: walk.shown, findings: walk.findings }
}

async function walkBody(walk: Walk, body: XmlElement): Promise<DocumentBody> {
  const root = await follow(walk, only(walk, body, 'DocRoot'), ROOT_FILE, 'document')
  const signatures = only(walk, body, 'Signatures')
  const place = signatures && locate(walk, textOf(signatures), ROOT_FILE)
  const versions = named(body, 'Versions').flatMap((one) => named(one, 'Version'))
  if (versions.length > 0) {
    tell(walk.findings, note('ofd.has-versions', CLAUSE, { versions: versions.length }))
  }
  for (const version of versions) await walkVersion(walk, version)
  const pages = root === undefined ? [] : await walkDocument(walk, root)
  return { pages, ...(root !== undefined && { root }), ...(place !== undefined && { signatures: place }) }
}

/** A version lists its own files, and has a document root of its own. */
async function walkVersion(walk: Walk, version: XmlElement): Promise<void> {
  const path = followed(walk, attributeOf(version, 'BaseLoc'), ROOT_FILE, 'version')
  const root = path === undefined ? undefined : await readXml(walk, path)
  if (!root || path === undefined) return
  for (const list of named(root, 'FileList')) {
    for (const file of named(list, 'File')) followed(walk, textOf(file), path, 'version')
  }
  for (const one of named(root, 'DocRoot')) {
    const document = await follow(walk, one, path, 'document')
    if (document !== undefined) await walkDocument(walk, document)
  }
}

async function walkDocument(walk: Walk, path: string): Promise<OfdPage[]> {
  const document = await readXml(walk, path)
  if (!document) return []
  if (document.local !== 'Document') tell(walk.findings, wrongRoot(path, document))
  const common = only(walk, document, 'CommonData')
  const size = sizeOf(named(common, 'PageArea')[0])
  for (const kind of ['PublicRes', 'DocumentRes']) {
    for (const one of named(common, kind)) await walkResource(walk, textOf(one), path)
  }
  for (const template of named(common, 'TemplatePage')) {
    const place = followed(walk, attributeOf(template, 'BaseLoc'), path, 'template')
    if (place !== undefined) await walkPage(walk, place)
  }
  const pages: OfdPage[] = []
  for (const page of named(only(walk, document, 'Pages'), 'Page')) pages.push(await pageOf(walk, page, path, size))
  for (const one of named(document, 'Annotations')) await walkList(walk, textOf(one), path, 'annotation')
  for (const one of named(document, 'Attachments')) await walkList(walk, textOf(one), path, 'attachment')
  for (const one of named(document, 'CustomTags')) await walkList(walk, textOf(one), path, 'tag')
  for (const one of named(document, 'Extensions')) await walkList(walk, textOf(one), path, 'extension')
  return pages
}

async function pageOf(walk: Walk, page: XmlElement, from: string, size: OfdPage['size']): Promise<OfdPage> {
  const path = followed(walk, attributeOf(page, 'BaseLoc'), from, 'page')
  const own = path === undefined ? undefined : await walkPage(walk, path)
  const id = attributeOf(page, 'ID') ?? ''
  const area = own ?? size
  return { id, ...(path !== undefined && { path }), ...(area && { size: area }) }
}

/** Resources of its own; what else a page shows stands in the document's. */
async function walkPage(walk: Walk, path: string): Promise<OfdPage['size']> {
  if (!walk.isDeep) return undefined
  const page = await readXml(walk, path)
  for (const one of named(page, 'PageRes')) await walkResource(walk, textOf(one), path)
  return sizeOf(named(page, 'Area')[0])
}

/** Fonts, images, sounds: named below the resource's own BaseLoc. */
async function walkResource(walk: Walk, location: string, from: string): Promise<void> {
  const path = followed(walk, location, from, 'resource')
  const root = path === undefined ? undefined : await readXml(walk, path)
  if (!root || path === undefined) return
  const base = attributeOf(root, 'BaseLoc') ?? ''
  const inside = base === '' ? path : `${baseFolder(walk, base, path)}/-`
  for (const list of childrenOf(root)) {
    for (const one of childrenOf(list)) {
      const places = [attributeOf(one, 'Profile'), ...filesIn(one)]
      for (const place of places) followed(walk, place, inside, 'media')
    }
  }
}

function filesIn(element: XmlElement): string[] {
  return ['FontFile', 'MediaFile', 'Thumbnail', 'Substitution']
    .flatMap((local) => named(element, local))
    .map(textOf)
    .filter((text) => /\S/.test(text) && !/^\s*\d+\s*$/.test(text))
}

function baseFolder(walk: Walk, base: string, from: string): string {
  return locate(walk, `${base}/-`, from)?.slice(0, -2) ?? folderOf(from).slice(0, -1)
}

/** Lists of files by FileLoc, one level deep: annotations by page, attachments, tags, extension data. */
async function walkList(walk: Walk, location: string, from: string, role: FileRole): Promise<void> {
  const path = followed(walk, location, from, role)
  const root = path === undefined ? undefined : await readXml(walk, path)
  if (!root || path === undefined) return
  for (const one of childrenOf(root)) {
    for (const place of [...named(one, 'FileLoc'), ...named(one, 'SchemaLoc'), ...named(one, 'ExtendData')]) {
      const listed = followed(walk, textOf(place), path, role)
      if (role === 'annotation' && listed !== undefined) await readXml(walk, listed)
    }
  }
}

/** It stands before the content: a page without it is not worth parsing for it. */
const AREA = /<[\w.-]*:?Area[\s>]/

/** The page's own area where it has one, else the document's. */
export async function pageSize(page: OfdPage, files: Package): Promise<OfdPage['size']> {
  if (page.path === undefined || !AREA.test(latin1(files.beginning(page.path)))) return page.size
  const root = await files.xml(page.path)
  return (root.ok ? sizeOf(named(root.value, 'Area')[0]) : undefined) ?? page.size
}

function sizeOf(area: XmlElement | undefined): OfdPage['size'] {
  const box = named(area, 'PhysicalBox')[0]
  const [, , width, height] = box ? numbersOf(textOf(box)) : []
  return width !== undefined && height !== undefined ? [width, height] : undefined
}

/** ST_Box and ST_Array. */
export function numbersOf(text: string): number[] {
  return text
    .trim()
    .split(/\s+/)
    .map(Number)
    .filter((one) => Number.isFinite(one))
}

/** The one child of that name: with two, each program may choose another. */
function only(walk: Walk, element: XmlElement, local: string): XmlElement | undefined {
  const all = named(element, local)
  if (all.length > 1) tell(walk.findings, fatal('ofd.ambiguous', CLAUSE, 'FORMAT_FAILURE', { element: local }))
  return all[0]
}

async function follow(walk: Walk, element: XmlElement | undefined, from: string, role: FileRole) {
  return element && followed(walk, textOf(element), from, role)
}

/** Writes down what is named; `undefined` where it leads out of the package or to nothing. */
function followed(walk: Walk, location: string | undefined, from: string, role: FileRole): string | undefined {
  if (location === undefined || location.trim() === '') return undefined
  const path = locate(walk, location, from)
  if (path === undefined) return undefined
  if (!walk.shown.has(path)) walk.shown.set(path, role)
  if (walk.files.has(path)) return path
  const alike = walk.files.alikeOf(path)
  const params = { name: printable(path), from: printable(from) }
  if (alike === undefined) {
    tell(walk.findings, defect('ofd.named-file-missing', CLAUSE, params))
    return undefined
  }
  if (!walk.shown.has(alike)) walk.shown.set(alike, role)
  tell(walk.findings, defect('ofd.named-in-other-case', CLAUSE, params))
  return alike
}

function locate({ files, findings }: Walk, location: string, from: string): string | undefined {
  const path = files.locate(location, from)
  if (path === undefined) {
    tell(
      findings,
      fatal('ofd.location-escapes', PACKAGE_CLAUSE, 'FORMAT_FAILURE', { location: printable(location.trim()) }),
    )
  }
  return path
}

async function readXml({ files, findings }: Walk, path: string): Promise<XmlElement | undefined> {
  if (!files.has(path)) return undefined
  const root = await files.xml(path)
  if (!root.ok) {
    const params = { name: printable(path), problem: root.error.code, line: root.error.line }
    tell(findings, fatal('ofd.file-unreadable', CLAUSE, 'FORMAT_FAILURE', params))
    return undefined
  }
  if (root.value.namespace !== OFD_NAMESPACE) {
    tell(findings, defect('ofd.namespace', CLAUSE, { name: printable(path), namespace: root.value.namespace }))
  }
  return root.value
}

function wrongRoot(path: string, root: XmlElement): Finding {
  return fatal('ofd.wrong-root', CLAUSE, 'FORMAT_FAILURE', { name: printable(path), element: root.local })
}

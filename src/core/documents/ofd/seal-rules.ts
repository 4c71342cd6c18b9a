// What binds a seal to the place it is shown at: Seal.esl, the path the seal signature names, the stamps, method and time of
// Signature.xml (GB/T 33190-2016 ch. 18, GM/T 0031-2014 §6.2.3 e; clauses of the former unverified).

import { equalBytes } from '../../bytes/bytes.ts'
import { defect, fatal, note, unknown } from '../../finding.ts'
import type { Seal, SealSignature } from '../../seals/structure.ts'
import { readSealText } from '../../seals/time.ts'
import type { Finding, Instant } from '../../verdict.ts'
import { resolveLocation } from './locations.ts'
import { type Package, printable } from './package.ts'
import { SIGNATURE_CLAUSE, type SignatureFile, type Stamp } from './signature-files.ts'
import { type OfdPage, pageSize } from './structure.ts'

/** Seal.esl must be the seal that was signed: it is what programs show. */
export function judgeSealFile({ seal: path }: SignatureFile, inside: Seal | undefined, files: Package): Finding[] {
  if (path === undefined) return []
  const params = { name: printable(path) }
  const content = files.read(path)
  if (!content.ok) return [fatal('ofd.seal-file-missing', SIGNATURE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  if (!inside) return []
  if (equalBytes(content.value, inside.raw)) return []
  return [fatal('ofd.seal-file-differs', SIGNATURE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
}

/** The seal signature says what it signs: this Signature.xml, and no other. */
export function judgePropertyInfo({ propertyInfo }: SealSignature, path: string, files: Package): Finding[] {
  const named = resolveLocation(propertyInfo, '')
  if (named === path) return []
  const params = { named: printable(propertyInfo), path: printable(path) }
  const isPath = named !== undefined && (files.has(named) || /\.xml$/i.test(named))
  if (isPath) return [unknown('ofd.property-info-elsewhere', SIGNATURE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  return [defect('ofd.property-info-other', SIGNATURE_CLAUSE, params)]
}

/** Stamps stand on pages of the document, and where they can be seen. */
export async function judgeStamps(
  stamps: readonly Stamp[],
  pages: readonly OfdPage[],
  files: Package,
  isSeal: boolean,
): Promise<Finding[]> {
  if (stamps.length === 0) return isSeal ? [note('ofd.stamp-none', SIGNATURE_CLAUSE)] : []
  const findings: Finding[] = []
  for (const stamp of stamps.slice(0, MAX_STAMPS)) findings.push(...(await judgeStamp(stamp, pages, files)))
  return findings
}

/** A seal across the edges of a document has one for each page. */
const MAX_STAMPS = 2000

async function judgeStamp(
  { id, pageId, boundary }: Stamp,
  pages: readonly OfdPage[],
  files: Package,
): Promise<Finding[]> {
  const params = { id: printable(id), page: printable(pageId) }
  const page = pages.find((one) => one.id === pageId)
  if (!page) return [unknown('ofd.stamp-page-missing', SIGNATURE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  const [x, y, width, height] = boundary
  if (x === undefined || y === undefined || width === undefined || height === undefined || width <= 0 || height <= 0) {
    return [defect('ofd.stamp-without-size', SIGNATURE_CLAUSE, params)]
  }
  const size = await pageSize(page, files)
  const isOff = size && (x >= size[0] || y >= size[1] || x + width <= 0 || y + height <= 0)
  return isOff ? [defect('ofd.stamp-off-page', SIGNATURE_CLAUSE, params)] : []
}

/** An image of the package that is the seal's picture looks like a seal wherever a page shows it, and is none. */
export function judgeCopies(inside: Seal | undefined, media: readonly string[], files: Package): Finding[] {
  if (!inside || inside.picture.data.length === 0) return []
  return media.flatMap((path) => {
    if (files.sizeOf(path) !== inside.picture.data.length) return []
    const content = files.read(path)
    if (!content.ok || !equalBytes(content.value, inside.picture.data)) return []
    return [defect('ofd.seal-picture-copied', SIGNATURE_CLAUSE, { name: printable(path) })]
  })
}

const SM2_METHODS = new Set(['1.2.156.10197.1.501', '1.2.156.10197.1.301.1', '1.2.156.10197.1.301'])

/** The algorithm Signature.xml announces, against the one that signs it. */
export function judgeMethod({ method }: SignatureFile, algorithm: string | undefined): Finding[] {
  if (method === undefined || algorithm === undefined || method === algorithm) return []
  if (SM2_METHODS.has(method) && SM2_METHODS.has(algorithm)) return []
  if (!/^[\d.]+$/.test(method)) return []
  return [defect('ofd.method-differs', SIGNATURE_CLAUSE, { written: printable(method), used: algorithm })]
}

const DAY_MS = 86_400_000

/** Two claims of one time: a day apart or more, somebody is not telling it as it was. */
export function judgeWrittenTime({ time }: SignatureFile, signed: Instant | undefined): Finding[] {
  const written = time === undefined ? undefined : readSealText(time)
  if (written === undefined || signed === undefined || Math.abs(written - signed) < DAY_MS) return []
  const params = { written: new Date(written).toISOString(), signed: new Date(signed).toISOString() }
  return [defect('ofd.times-differ', SIGNATURE_CLAUSE, params)]
}

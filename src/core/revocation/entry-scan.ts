// One walk over the revoked certificates of a list, in place (RFC 5280 §5.1.2.6, §5.3): every entry is checked for form, and what
// concerns the list as a whole is kept: critical entry extensions nobody understands, and changes of the certificate issuer.

import { type Der, TAG } from '../asn1/der.ts'
import { malformed, tlvAt } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { extensionOf, malformationOf } from '../x509/extensions.ts'
import type { GeneralName } from '../x509/names.ts'
import { readExtensions } from '../x509/parse.ts'

export interface EntryScan {
  count: number
  /** Where the issuer of the entries changes, in rising order of offset (indirect lists, RFC 5280 §5.3.3). */
  changes: { offset: number; names: GeneralName[] }[]
  /** OIDs. */
  unknownCritical: string[]
}

/** Lengths are short forms in every entry that real CAs write; longer entries take the long way. */
export function scanEntries(list: Der | undefined): EntryScan {
  const scan: EntryScan = { count: 0, changes: [], unknownCritical: [] }
  if (!list) return scan
  const { source, end } = list
  for (let at = list.valueStart; at < end; scan.count++) {
    const length = source[at + 1] as number
    const next = at + 2 + length
    if (source[at] === TAG.sequence && length < 0x80 && next <= end) {
      checkEntry(source, at + 2, at, next, scan)
      at = next
    } else {
      const entry = tlvAt(source, at, end)
      if (entry.tag !== TAG.sequence) malformed('crl.entry', at)
      checkEntry(source, entry.valueStart, at, entry.end, scan)
      at = entry.end
    }
  }
  return scan
}

function checkEntry(source: Uint8Array, valueStart: number, start: number, end: number, scan: EntryScan): void {
  const serialLength = source[valueStart + 1] as number
  const timeAt = valueStart + 2 + serialLength
  const timeEnd = timeAt + 2 + (source[timeAt + 1] as number)
  const isSerial = source[valueStart] === TAG.integer && serialLength > 0 && serialLength < 0x80 && timeAt + 2 < end
  if (!isSerial || timeEnd > end || !isTime(source, timeAt, timeEnd)) malformed('crl.entry', start)
  if (timeEnd < end && !isReasonOnly(source, timeEnd, end)) checkExtensions(source, timeEnd, start, end, scan)
}

function isTime(source: Uint8Array, at: number, end: number): boolean {
  const length = end - at - 2
  const tag = source[at]
  if (!((tag === TAG.utcTime && length === 13) || (tag === TAG.generalizedTime && length === 15))) return false
  if (source[end - 1] !== 0x5a) return false
  for (let i = at + 2; i < end - 1; i++) if (((source[i] as number) - 0x30) >>> 0 > 9) return false
  return true
}

/** `SEQUENCE { SEQUENCE { reasonCode, OCTET STRING { ENUMERATED` – the reason code alone, as nearly every entry has it. */
const REASON_ONLY = Uint8Array.of(0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01)

function isReasonOnly(source: Uint8Array, at: number, end: number): boolean {
  if (end - at !== REASON_ONLY.length + 1) return false
  for (let i = 0; i < REASON_ONLY.length; i++) if (source[at + i] !== REASON_ONLY[i]) return false
  return true
}

const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.reasonCode,
  OID.invalidityDate,
  OID.certificateIssuer,
  OID.holdInstructionCode,
])

function checkExtensions(source: Uint8Array, at: number, start: number, end: number, scan: EntryScan): void {
  const der = tlvAt(source, at, end)
  if (der.end !== end || der.tag !== TAG.sequence) malformed('crl.entry', start)
  const holder = { extensions: readExtensions(der) }
  for (const extension of holder.extensions) {
    if (malformationOf(extension)) malformed('crl.entry-extension', start)
    const { oid, critical } = extension
    if (critical && !UNDERSTOOD.has(oid) && !scan.unknownCritical.includes(oid)) scan.unknownCritical.push(oid)
  }
  const names = extensionOf(holder, 'certificateIssuer')
  if (names) scan.changes.push({ offset: start, names })
}

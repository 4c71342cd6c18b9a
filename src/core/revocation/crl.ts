// Certificate revocation lists, read by offsets (RFC 5280 §5.1): no object per entry, so that a list of a million entries opens
// in a fraction of a second. Every entry is checked for form on the way; entries become objects only when asked for.

import { bytesOf, contextTag, type Der, type ParseError, readDer, TAG } from '../asn1/der.ts'
import { Fields, malformed, must, onlyTlv, parsing, tlvAt, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readBitOctets, readInteger, readSmallInteger, readTime } from '../asn1/values.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Instant, Result } from '../verdict.ts'
import type { AlgorithmIdentifier, Extension, Name } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { type GeneralName, readName } from '../x509/names.ts'
import { readAlgorithm, readExtensions } from '../x509/parse.ts'
import { type EntryScan, scanEntries } from './entry-scan.ts'
import { buildTable, probeTable, scanForSerial } from './serial-table.ts'

/** Larger lists are refused before they are looked at: 256 MB is about six million entries. */
export const MAX_CRL_BYTES = 256 << 20

/** Numbers of CRLReason (RFC 5280 §5.3.1). */
export const CRL_REASONS: Readonly<Record<number, string>> = {
  0: 'unspecified',
  1: 'keyCompromise',
  2: 'cACompromise',
  3: 'affiliationChanged',
  4: 'superseded',
  5: 'cessationOfOperation',
  6: 'certificateHold',
  8: 'removeFromCRL',
  9: 'privilegeWithdrawn',
  10: 'aACompromise',
}

export interface CrlEntry {
  /** Contents octets of the serial number. */
  serial: Uint8Array
  revokedAt: Instant
  /** Number of CRLReason; absent when the entry does not say. */
  reason?: number
  invalidSince?: Instant
}

interface CrlFields {
  /** The whole DER as it arrived. */
  raw: Uint8Array
  /** DER of tbsCertList: what the issuer signed. */
  tbs: Uint8Array
  /** 1 or 2. */
  version: number
  innerSignature: AlgorithmIdentifier
  signatureAlgorithm: AlgorithmIdentifier
  signature: Uint8Array
  issuer: Name
  thisUpdate: Instant
  nextUpdate?: Instant
  extensions: Extension[]
}

export interface Crl extends Readonly<CrlFields> {
  /** How many entries the list has. */
  readonly count: number
  /** OIDs of critical entry extensions nobody here understands; such a list must not be used (RFC 5280 §5.3). */
  readonly unknownCriticalEntryExtensions: readonly string[]
  /**
   * The entry of a certificate. In an indirect list an entry counts only for the issuer it names;
   * until one is named that is the issuer of the list.
   * @param serial contents octets
   * @param isIssuer tells whether these names name the issuer of the certificate in question
   */
  find(serial: Uint8Array, isIssuer: (names: readonly GeneralName[]) => boolean): CrlEntry | undefined
  /** All entries in the order of the list. */
  entries(): Generator<CrlEntry>
}

/** One DER CertificateList that fills `bytes`. Checks the form only: no signature, no dates. */
export function parseCrl(bytes: Uint8Array): Result<Crl, ParseError> {
  return parsing(() => {
    if (bytes.length > MAX_CRL_BYTES) malformed('crl.too-large', 0)
    return readCrl(must(readDer(bytes)))
  })
}

/** A list inside something larger. Aborts the enclosing `parsing`. */
export function readCrl(der: Der): Crl {
  const outer = new Fields(der, TAG.sequence)
  const tbs = outer.next(TAG.sequence)
  const signatureAlgorithm = readAlgorithm(outer.next())
  const signature = readBitOctets(outer.next())
  outer.end()
  const { list, ...fields } = readTbs(tbs)
  return withEntries({ raw: bytesOf(der), tbs: bytesOf(tbs), signatureAlgorithm, signature, ...fields }, list)
}

function readTbs(tbs: Der) {
  const fields = new Fields(tbs)
  const stated = fields.optional(TAG.integer)
  const version = stated ? readSmallInteger(stated) + 1 : 1
  if (stated && version !== 2) malformed('crl.version', stated.start)
  const innerSignature = readAlgorithm(fields.next())
  const issuer = readName(fields.next())
  const thisUpdate = readTime(fields.next()).instant
  const next = fields.optional(TAG.utcTime) ?? fields.optional(TAG.generalizedTime)
  const list = fields.optional(TAG.sequence)
  const explicit = fields.optional(contextTag(0))
  fields.end()
  if (explicit && version !== 2) malformed('crl.extensions-need-version-2', explicit.start)
  const extensions = explicit ? readExtensions(unwrap(explicit)) : []
  return {
    version,
    innerSignature,
    issuer,
    thisUpdate,
    ...(next && { nextUpdate: readTime(next).instant }),
    extensions,
    list,
  }
}

function withEntries(fields: CrlFields, list: Der | undefined): Crl {
  const scan = scanEntries(list)
  const own: GeneralName[] = [{ kind: 'directory', name: fields.issuer }]
  let table: Uint32Array | null | undefined
  const offsetsOf = (entries: Der, serial: Uint8Array): number[] => {
    if (table === undefined) table = buildTable(entries, scan.count)
    return table ? probeTable(table, entries.source, serial) : scanForSerial(entries, serial)
  }
  return {
    ...fields,
    count: scan.count,
    unknownCriticalEntryExtensions: scan.unknownCritical,
    find(serial, isIssuer) {
      const offsets = list && scan.count > 0 ? offsetsOf(list, serial) : []
      const offset = offsets.find((at) => isIssuer(issuerAt(scan, at) ?? own))
      return list && offset !== undefined ? readEntry(list.source, offset, list.end) : undefined
    },
    *entries() {
      if (!list) return
      for (let at = list.valueStart; at < list.end; ) {
        yield readEntry(list.source, at, list.end)
        at = tlvAt(list.source, at, list.end).end
      }
    },
  }
}

/** The issuer the entry at `offset` belongs to, when an entry at or before it names one. */
function issuerAt({ changes }: EntryScan, offset: number): GeneralName[] | undefined {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((changes[middle]?.offset ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return changes[low - 1]?.names
}

/** The entry that begins at `offset`; its form has been checked by the scan. */
function readEntry(source: Uint8Array, offset: number, limit: number): CrlEntry {
  const fields = new Fields(tlvAt(source, offset, limit))
  const serial = fields.next()
  const time = fields.next()
  // A date that is no date (month 13) must not hide a revocation: it counts as revoked from the beginning.
  const revoked = parsing(() => readTime(time).instant)
  const extensions = fields.optional(TAG.sequence)
  return {
    serial: serial.source.subarray(serial.valueStart, serial.end),
    revokedAt: revoked.ok ? revoked.value : 0,
    ...(extensions ? readEntryExtensions(extensions) : {}),
  }
}

function readEntryExtensions(der: Der): Pick<CrlEntry, 'reason' | 'invalidSince'> {
  const read = parsing(() => {
    const extensions = readExtensions(der)
    const reason = extensions.find(({ oid }) => oid === OID.reasonCode)
    const since = extensions.find(({ oid }) => oid === OID.invalidityDate)
    return {
      ...(reason && { reason: readSmallInteger(onlyTlv(reason.value), TAG.enumerated) }),
      ...(since && { invalidSince: readTime(onlyTlv(since.value)).instant }),
    }
  })
  return read.ok ? read.value : {}
}

/** Contents octets of the CRL number; absent in version 1 lists and in some that should have it. */
export function crlNumberOf(crl: Crl): Uint8Array | undefined {
  return extensionOf(crl, 'crlNumber')
}

/** Number of the base list a delta builds on; absent: a complete list. */
export function deltaBaseOf(crl: Crl): Uint8Array | undefined {
  return extensionOf(crl, 'deltaCrlIndicator')
}

/** Orders CRL numbers. Both are minimal and non-negative in a readable list, so the longer is the larger. */
export function compareCrlNumbers(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length
  if (equalBytes(a, b)) return 0
  const at = a.findIndex((octet, index) => octet !== b[index])
  return (a[at] as number) - (b[at] as number)
}

/** A CRL number for people. */
export function crlNumberText(number: Uint8Array): string {
  const contents = parsing(() => readInteger({ source: number, start: 0, valueStart: 0, end: number.length, tag: 2 }))
  let value = 0n
  if (contents.ok) for (const octet of contents.value) value = (value << 8n) | BigInt(octet)
  return value.toString()
}

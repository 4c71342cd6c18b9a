// Distinguished names, written from labels people use.

import * as asn1js from 'asn1js'
import { RelativeDistinguishedNames } from 'pkijs'
import { bufferOf, oid, sequence, set } from './der.ts'

/**
 * Attributes in order, one relative distinguished name each, e.g. `{ C: 'CN', O: '上海市…', CN: '*.rsj.sh.gov.cn' }`.
 * A list stands for several attributes of one type. Types not in the table below are written as dotted OIDs.
 */
export type DistinguishedName = Readonly<Record<string, string | readonly string[]>>

const TYPES: Record<string, string> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  street: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  title: '2.5.4.12',
  organizationIdentifier: '2.5.4.97',
  UID: '0.9.2342.19200300.100.1.1',
  DC: '0.9.2342.19200300.100.1.25',
  E: '1.2.840.113549.1.9.1',
}

/** A name from labels, or from its DER as it stands in another certificate. */
export function nameOf(name: DistinguishedName | Uint8Array): RelativeDistinguishedNames {
  if (name instanceof Uint8Array) return RelativeDistinguishedNames.fromBER(bufferOf(name))
  // pkijs would put all attributes of a new name into one SET; a name read from DER keeps its shape.
  const rdns = Object.entries(name).flatMap(([label, values]) =>
    [values].flat().map((value) => set(sequence(oid(TYPES[label] ?? label), text(label, value)))),
  )
  return RelativeDistinguishedNames.fromBER(sequence(...rdns).toBER())
}

/** UTF8String but where the standard fixes another type (RFC 5280 §4.1.2.4 and appendix A.1). */
function text(label: string, value: string): asn1js.BaseStringBlock {
  if (label === 'C' || label === 'serialNumber') return new asn1js.PrintableString({ value })
  if (label === 'E' || label === 'DC') return new asn1js.IA5String({ value })
  return new asn1js.Utf8String({ value })
}

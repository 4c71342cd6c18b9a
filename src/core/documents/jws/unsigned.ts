// The unsigned properties of a JAdES signature (TS 119 182-1 §5.3, clause unverified): timestamps, certificates, revocation values
// and countersignatures in `etsiU`, each element base64url or in the clear. Anybody can add one: evidence, never a statement.

import { asciiOctets, utf8Octets } from '../../asn1/write.ts'
import { fromBase64Url } from '../../bytes/base64.ts'
import { joinedOctets, type Octets } from '../../bytes/octets.ts'
import {
  arrayMember,
  compactJson,
  isJsonArray,
  isJsonObject,
  type Json,
  memberOf,
  readJson,
  textMember,
} from '../../bytes/strict-json.ts'
import { readableCertificates } from '../../cms/embedded.ts'
import { defect } from '../../finding.ts'
import { crlOf, ocspResponseOf } from '../../revocation/parsed.ts'
import type { EmbeddedMaterial } from '../../trust.ts'
import type { Finding } from '../../verdict.ts'
import { joinedMaterial, type Stamp, type StampKind, tokenMaterial } from '../stamps.ts'
import type { JwsSignature } from './serialization.ts'
import { carriedChain, derOf } from './signer-certificate.ts'

const CLAUSE = 'TS 119 182-1 §5.3.1 (clause unverified)'
/** Every element of `etsiU` may cost a parse of its own. */
const MAX_PROPERTIES = 500

export interface UnsignedProperty {
  name: string
  value: Json
  /** Its element of the array: the text itself, or the object. */
  element: string | Json
  position: number
}

export interface UnsignedProperties {
  properties: UnsignedProperty[]
  findings: Finding[]
  isMixed: boolean
}

export function readUnsigned({ header }: JwsSignature): UnsignedProperties {
  const etsiU = memberOf(header, 'etsiU')
  if (etsiU === undefined) return { properties: [], findings: [], isMixed: false }
  const elements = isJsonArray(etsiU) ? etsiU.slice(0, MAX_PROPERTIES) : []
  const properties = elements.flatMap(readProperty)
  const isWhole = isJsonArray(etsiU) && properties.length === etsiU.length
  const isMixed = new Set(elements.map((one) => typeof one === 'string')).size > 1
  return {
    properties,
    isMixed,
    findings: [
      ...(isWhole ? [] : [defect('jws.etsiu-malformed', CLAUSE)]),
      ...(isMixed ? [defect('jws.etsiu-mixed', CLAUSE)] : []),
    ],
  }
}

/** An object with one member. */
function readProperty(element: Json, position: number): UnsignedProperty[] {
  const octets = typeof element === 'string' ? fromBase64Url(element) : undefined
  const read = octets && readJson(octets)
  const object = read?.ok ? read.value : element
  if (!isJsonObject(object) || object.members.size !== 1) return []
  return [...object.members].map(([name, value]) => ({ name, value, element, position }))
}

const KINDS: Readonly<Record<string, StampKind>> = {
  sigTst: 'signature',
  sigRTst: 'references',
  rfsTst: 'references',
  arcTst: 'archive',
}

/** @param data what timestamps over the signed data are made for; absent when it is not at hand */
export function stampsOf(signature: JwsSignature, unsigned: UnsignedProperties, data: Octets | undefined): Stamp[] {
  const contents = tokensIn(memberOf(signature.protectedHeader, 'adoTst')).map(
    (token): Stamp => ({ kind: 'content', token, octets: () => (data ? [data] : []), position: -1, name: 'adoTst' }),
  )
  const others = unsigned.properties.flatMap((property): Stamp[] => {
    const { name, value, position } = property
    const kind = KINDS[name]
    if (!kind) return []
    const octets = () => stampedBy(property, kind, signature, unsigned, data)
    return tokensIn(value).map((token) => ({ kind, token, octets, position, name }))
  })
  return [...contents, ...others]
}

/** DER of the tokens of a tstContainer. One that cannot be read stays, as octets that are no token. */
function tokensIn(value: Json | undefined): Uint8Array[] {
  return arrayMember(value, 'tstTokens').map((one) => derOf(memberOf(one, 'val')) ?? new Uint8Array())
}

function stampedBy(
  property: UnsignedProperty,
  kind: StampKind,
  { protectedText, signatureText }: JwsSignature,
  { properties, isMixed }: UnsignedProperties,
  data: Octets | undefined,
): Octets[] {
  if (kind === 'signature') return [asciiOctets(signatureText)]
  if (kind !== 'archive' || !data || isMixed || isPartial(property.value)) return []
  const before = properties.filter(({ position }) => position < property.position)
  const start = joinedOctets(data, asciiOctets(`.${protectedText}.${signatureText}.`))
  const isClear = before.some(({ element }) => typeof element !== 'string')
  const readings = isClear ? READINGS : READINGS.slice(0, 1)
  return readings.map((_, index) => joinedOctets(start, ...before.map((one) => readingOf(one, index))))
}

const READ = new WeakMap<UnsignedProperty, (Uint8Array | undefined)[]>()

/** Made once: every archive timestamp asks for all that stands before it. */
function readingOf(property: UnsignedProperty, index: number): Uint8Array {
  const known = READ.get(property) ?? []
  READ.set(property, known)
  const octets = known[index] ?? READINGS[index]?.(property) ?? new Uint8Array()
  known[index] = octets
  return octets
}

/** One that covers the archive timestamp before it only: what that is made of is not followed here. */
function isPartial(value: Json): boolean {
  const covered = textMember(value, 'timeStamped')
  return covered !== undefined && covered !== 'all'
}

/**
 * What of an element is stamped. In base64url it is the text; in the clear the standard asks for a canonical form and names none,
 * so that writers stamp what their library prints. Every reading is of the same values.
 */
const READINGS: readonly ((property: UnsignedProperty) => Uint8Array)[] = [
  ({ element }) => (typeof element === 'string' ? asciiOctets(element) : rawOf(element)),
  ({ element }) => utf8Octets(compactJson(element)),
  ({ value }) => utf8Octets(compactJson(value)),
  ({ value }) => utf8Octets(compactJson(value).replace(/\//g, '\\/')),
  ({ element }) => utf8Octets(compactJson(element).replace(/\//g, '\\/')),
]

function rawOf(element: Json): Uint8Array {
  return isJsonObject(element) ? element.raw : utf8Octets(compactJson(element))
}

/** What stands before a place: certificates, revocation values, and what the tokens there carry. */
export function materialBefore(
  signature: JwsSignature,
  { properties }: UnsignedProperties,
  position: number,
): EmbeddedMaterial {
  const before = properties.filter((one) => one.position < position)
  const tokens = before.flatMap(({ name, value }) => (KINDS[name] ? tokensIn(value) : []))
  const contents = tokensIn(memberOf(signature.protectedHeader, 'adoTst'))
  return joinedMaterial([
    { certificates: carriedChain(signature.protectedHeader), crls: [], ocsps: [] },
    ...before.map(materialOf),
    tokenMaterial([...contents, ...tokens]),
  ])
}

const CERTIFICATES = ['xVals', 'axVals']
const REVOCATIONS = ['rVals', 'arVals']
const BOTH = ['tstVD', 'anyValData', 'sigTstVD', 'arcTstVD']

function materialOf({ name, value }: Pick<UnsignedProperty, 'name' | 'value'>): EmbeddedMaterial {
  const isBoth = BOTH.includes(name)
  const xVals = isBoth ? arrayMember(value, 'xVals') : CERTIFICATES.includes(name) && isJsonArray(value) ? value : []
  const rVals = isBoth ? memberOf(value, 'rVals') : REVOCATIONS.includes(name) ? value : undefined
  const ders = (member: string) => arrayMember(rVals, member).flatMap((one) => derOf(memberOf(one, 'val')) ?? [])
  return {
    certificates: readableCertificates(xVals.flatMap((one) => derOf(memberOf(memberOf(one, 'x509Cert'), 'val')) ?? [])),
    crls: ders('crlVals').filter((der) => crlOf(der).ok),
    ocsps: ders('ocspVals').filter((der) => ocspResponseOf(der).ok),
  }
}

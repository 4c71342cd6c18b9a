// What the headers of one signature say and must not say (RFC 7515 §4, §7.2.1; RFC 7797 §3, §6; TS 119 182-1 §5.1, clause unverified).
// Only the protected header is believed; of the other one only `etsiU` is read, and that as evidence.

import { arrayMember, isJsonArray, type Json, type JsonObject, memberOf, textMember } from '../../bytes/strict-json.ts'
import { defect, fatal, note } from '../../finding.ts'
import type { Finding } from '../../verdict.ts'
import type { JwsSignature } from './serialization.ts'

const JOSE = 'RFC 7515 §4.1.11'

/** Names that RFC 7515 and RFC 7518 define: no extensions, so never critical. */
const REGISTERED = ['alg', 'jku', 'jwk', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'typ', 'cty', 'crit']
/** Extensions this judge acts upon. */
const UNDERSTOOD = ['b64', 'sigT', 'iat', 'x5t#o', 'sigX5ts', 'srCms', 'sigPl', 'srAts', 'adoTst', 'sigPId', 'sigD']
/** What decides how a signature is read, or who made it: unprotected it would be whatever an attacker likes. */
const PROTECTED_ONLY = [
  'alg',
  'crit',
  'b64',
  'sigD',
  'sigT',
  'x5t#o',
  'sigX5ts',
  'srCms',
  'sigPl',
  'srAts',
  'adoTst',
  'sigPId',
]
/** Of a header that is believed to be one line of text. */
const MAX_NAME = 60

export interface Header {
  members: JsonObject | undefined
  alg: string | undefined
  /** RFC 7797: the payload is signed as it is. */
  isUnencoded: boolean
}

export function readHeader({ protectedHeader }: JwsSignature): Header {
  return {
    members: protectedHeader,
    alg: textMember(protectedHeader, 'alg'),
    isUnencoded: memberOf(protectedHeader, 'b64') === false,
  }
}

/** Form of both headers. Whether the algorithm is one to rely on is judged with it. */
export function judgeHeader(signature: JwsSignature, strangers: readonly string[]): Finding[] {
  const { protectedHeader, header, problems } = signature
  const findings = problems.map((one) =>
    fatal('jws.signature-unreadable', 'RFC 7515 §5.2', 'FORMAT_FAILURE', { ...one }),
  )
  if (strangers.length > 0) findings.push(defect('jws.strangers', 'RFC 7515 §7.2.1', { names: listed(strangers) }))
  if (signature.protectedText === '') {
    findings.push(fatal('jws.header-unprotected', 'RFC 7515 §10.7', 'SIG_CONSTRAINTS_FAILURE'))
  }
  if (!protectedHeader) return findings
  return [
    ...findings,
    ...judgeUnprotected(protectedHeader, header),
    ...judgeCritical(protectedHeader),
    ...judgeB64(protectedHeader),
  ]
}

function judgeUnprotected(protectedHeader: JsonObject, header: JsonObject | undefined): Finding[] {
  const names = [...(header?.members.keys() ?? [])]
  const twice = names.filter((name) => protectedHeader.members.has(name))
  const misplaced = names.filter((name) => PROTECTED_ONLY.includes(name) && !twice.includes(name))
  const ignored = names.filter((name) => name !== 'etsiU' && !twice.includes(name) && !misplaced.includes(name))
  const findings: Finding[] = []
  const refuse = (code: string, found: readonly string[]) => {
    if (found.length > 0) findings.push(fatal(code, 'RFC 7515 §7.2.1', 'FORMAT_FAILURE', { names: listed(found) }))
  }
  refuse('jws.header-twice', twice)
  refuse('jws.header-not-protected', misplaced)
  if (ignored.length > 0) findings.push(note('jws.header-ignored', 'RFC 7515 §7.2.1', { names: listed(ignored) }))
  if (protectedHeader.members.has('etsiU')) {
    findings.push(fatal('jws.etsiu-protected', 'TS 119 182-1 §5.3.1 (clause unverified)', 'FORMAT_FAILURE'))
  }
  return findings
}

/** A list of names that are there, each once, none of the standard's own; and every one understood (RFC 7515 §4.1.11). */
function judgeCritical(header: JsonObject): Finding[] {
  const crit = memberOf(header, 'crit')
  if (crit === undefined) return []
  const names = isJsonArray(crit) ? crit.filter((one) => typeof one === 'string') : []
  const isList = isJsonArray(crit) && names.length === crit.length && names.length > 0
  if (!isList || new Set(names).size < names.length) return [fatal('jws.crit-malformed', JOSE, 'FORMAT_FAILURE')]
  const wrong = names.filter((name) => REGISTERED.includes(name) || !header.members.has(name))
  const notUnderstood = names.filter((name) => !UNDERSTOOD.includes(name) && !wrong.includes(name))
  return [
    ...(wrong.length > 0 ? [fatal('jws.crit-names', JOSE, 'FORMAT_FAILURE', { names: listed(wrong) })] : []),
    ...(notUnderstood.length > 0
      ? [fatal('jws.crit-not-understood', JOSE, 'SIG_CONSTRAINTS_FAILURE', { names: listed(notUnderstood) })]
      : []),
  ]
}

/** `b64` is a truth value, and where it is said, `crit` names it: a reader that ignores it would verify another text. */
function judgeB64(header: JsonObject): Finding[] {
  const b64 = memberOf(header, 'b64')
  if (b64 === undefined) return []
  if (typeof b64 !== 'boolean') return [fatal('jws.b64-malformed', 'RFC 7797 §3', 'FORMAT_FAILURE')]
  if (arrayMember(header, 'crit').includes('b64')) return []
  return b64
    ? [defect('jws.b64-not-critical', 'RFC 7797 §6')]
    : [fatal('jws.b64-not-critical', 'RFC 7797 §6', 'FORMAT_FAILURE')]
}

/** Names out of a hostile file, fit for a line of text. */
export function listed(names: readonly Json[]): string {
  return names
    .slice(0, 10)
    .map((one) => String(one).slice(0, MAX_NAME))
    .join(', ')
}

// What a JAdES signer states beside the signature: time, policy, commitments, place, kind of content (TS 119 182-1 §5.1.2, §5.2,
// clause unverified). Each is read out of the protected header and named in the report.

import { isJsonObject, type Json, type JsonObject, memberOf, textMember } from '../../bytes/strict-json.ts'
import { defect, note } from '../../finding.ts'
import { type Finding, type Instant, type Step, step } from '../../verdict.ts'
import { digestNamed } from './algorithms.ts'

const CLAUSE = 'TS 119 182-1 §5.2 (clause unverified)'
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
/** Statements are signed by anybody: what is shown of one is a line. */
const MAX_SHOWN = 300
const LAST_SECOND = 253_402_300_799

/** `iat`, or `sigT` of the older edition; `undefined` where there is none or it cannot be read. */
export function claimedTime(header: JsonObject | undefined): Instant | undefined {
  const iat = memberOf(header, 'iat')
  if (typeof iat === 'number' && iat >= 0 && iat <= LAST_SECOND) return Math.floor(iat * 1000)
  const sigT = textMember(header, 'sigT')
  const parsed = sigT !== undefined && DATE_TIME.test(sigT) ? Date.parse(sigT) : Number.NaN
  return Number.isNaN(parsed) ? undefined : parsed
}

/** No step when the signer states nothing. */
export function judgeStatements(header: JsonObject | undefined): Step[] {
  if (!header) return []
  const findings = [
    ...judgeTime(header),
    ...judgePolicy(memberOf(header, 'sigPId')),
    ...judgeCommitments(memberOf(header, 'srCms')),
    ...judgePlace(memberOf(header, 'sigPl')),
    ...judgeType(textMember(header, 'cty')),
  ]
  return findings.length > 0 ? [step('cms.statements', CLAUSE, findings)] : []
}

function judgeTime(header: JsonObject): Finding[] {
  const isStated = header.members.has('sigT') || header.members.has('iat')
  return isStated && claimedTime(header) === undefined ? [defect('jws.signing-time-malformed', CLAUSE)] : []
}

function judgePolicy(policy: Json | undefined): Finding[] {
  if (policy === undefined) return []
  const id = memberOf(policy, 'id')
  const name = shown(textMember(id, 'id') ?? (typeof id === 'string' ? id : ''))
  const hash = shown(textMember(policy, 'digVal') ?? '')
  const algorithm = textMember(policy, 'digAlg')
  const isUnknown = algorithm !== undefined && digestNamed(algorithm) === undefined
  return [
    note('cms.signature-policy-not-available', CLAUSE, { policy: name, hash }),
    ...(isUnknown ? [defect('cms.signature-policy-digest', CLAUSE, { policy: name, oid: shown(algorithm) })] : []),
  ]
}

function judgeCommitments(commitments: Json | undefined): Finding[] {
  const list = Array.isArray(commitments) ? (commitments as readonly Json[]).slice(0, 20) : []
  return list.map((one) => {
    const id = memberOf(one, 'commId')
    return note('cms.commitment', CLAUSE, { commitment: shown(textMember(id, 'id') ?? '') })
  })
}

function judgePlace(place: Json | undefined): Finding[] {
  if (!isJsonObject(place)) return []
  const parts = [...place.members.values()].filter((one) => typeof one === 'string')
  return [note('cms.signer-location', CLAUSE, { location: shown(parts.join(', ')) })]
}

function judgeType(type: string | undefined): Finding[] {
  return type === undefined ? [] : [note('cms.mime-type', 'RFC 7515 §4.1.10', { mimeType: shown(type) })]
}

function shown(text: string): string {
  return text.slice(0, MAX_SHOWN)
}

/** Whether the header has what only JAdES has: it is then held to more than RFC 7515 asks. */
export function isAdvanced(header: JsonObject | undefined): boolean {
  const marks = ['x5t#o', 'sigX5ts', 'sigT', 'sigD', 'sigPId', 'srCms', 'srAts', 'adoTst', 'sigPl']
  const has = (name: string) => header?.members.has(name) === true
  // The newer edition writes time and certificate as others do; the two together are its baseline.
  return marks.some(has) || (has('x5t#S256') && has('iat'))
}

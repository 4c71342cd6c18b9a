// The named points of issuing at which its instance is killed: by the statement it is about to send, has just sent or is about to commit,
// and around the signatures themselves.

export interface IssuingPoint {
  name: string
  when: 'before' | 'after' | 'at-commit' | 'before-signing' | 'after-signing'
  sql?: RegExp
  /** Passed so often before it counts. */
  passes: number
}

const intent = /^insert into "authority_issuances"/i
const drawn = /^insert into "authority_certificates"/i
const begun = /^with "marked" .*update "authority_issuances" set .*"takes"/i
const recorded = /^update "authority_certificates" set .*"certificate"/i
const settled = /^update "authority_issuances" set .*"issued_at"/i

export const ISSUING_POINTS: readonly IssuingPoint[] = [
  { name: 'before the intent', when: 'before', sql: intent, passes: 0 },
  { name: 'after the intent, before its numbers', when: 'after', sql: intent, passes: 0 },
  { name: 'before the intent is committed', when: 'at-commit', sql: drawn, passes: 0 },
  { name: 'before it begins', when: 'before', sql: begun, passes: 0 },
  { name: 'before the beginning is committed', when: 'at-commit', sql: begun, passes: 0 },
  { name: 'before the first signature', when: 'before-signing', passes: 0 },
  { name: 'after the first signature', when: 'after-signing', passes: 0 },
  { name: 'after the second signature', when: 'after-signing', passes: 1 },
  { name: 'before the certificates are recorded', when: 'before', sql: recorded, passes: 0 },
  { name: 'between the certificates and their credential', when: 'after', sql: recorded, passes: 0 },
  { name: 'after the credential is settled', when: 'after', sql: settled, passes: 0 },
  { name: 'before the record is committed', when: 'at-commit', sql: settled, passes: 0 },
]

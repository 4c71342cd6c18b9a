// Holds certificates, chains and requests against the lint rules. A description, never a verdict.

import { isSm2Key } from '#core/lint/contents.ts'
import { lintFacts } from '#core/lint/facts.ts'
import { type LintFinding, type LintObject, lint } from '#core/lint/lint.ts'
import { type Audience, readLintedCertificate, readLintedRequest } from '#core/lint/subject.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'

/** @param trust whose rules count; absent: the CA/Browser Forum's too, except for SM2 keys, which no browser trusts */
export async function lintOf(
  primitives: Primitives,
  object: LintObject,
  at: Instant,
  trust?: Audience,
): Promise<LintFinding[]> {
  const facts = object.kind === 'chain' ? {} : await lintFacts(object.kind, object.bytes, primitives)
  const report = lint(object, { audience: trust ?? audienceOf(object), at, ...facts })
  return report.ok ? report.value.findings : []
}

function audienceOf(object: LintObject): Audience {
  const [bytes = new Uint8Array()] = object.kind === 'chain' ? object.certificates : [object.bytes]
  const read = (object.kind === 'request' ? readLintedRequest : readLintedCertificate)(bytes, {
    audience: 'private',
    at: 0,
  })
  return read.ok && isSm2Key(read.value) ? 'private' : 'public'
}

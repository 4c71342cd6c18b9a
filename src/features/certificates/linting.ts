// Holds certificates, chains and requests against the lint rules and says the findings as the API does. A description, never a verdict.

import { z } from '@hono/zod-openapi'
import { isSm2Key } from '#core/lint/contents.ts'
import { lintFacts } from '#core/lint/facts.ts'
import { type LintFinding, type LintObject, lint } from '#core/lint/lint.ts'
import { type Audience, readLintedCertificate, readLintedRequest } from '#core/lint/subject.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { Texts, textOf } from './shapes.ts'

export const LintShape = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning', 'notice']),
    source: z.enum(['rfc', 'br', 'ev', 'browser', 'community', 'gm', 'ours']),
    citation: z.string(),
    text: Texts,
  })
  .openapi('LintFinding')

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

/** Each said once, however many things it was found in. */
export function saidLint(findings: readonly LintFinding[]): z.input<typeof LintShape>[] {
  const said = findings.map(({ code, severity, source, citation, params }) => ({
    ...{ code, severity, source, citation },
    text: textOf(code, params),
  }))
  return said.filter((one, index) => said.findIndex((other) => isSame(one, other)) === index)
}

function isSame(one: z.input<typeof LintShape>, other: z.input<typeof LintShape>): boolean {
  return one.code === other.code && one.text.zh === other.text.zh
}

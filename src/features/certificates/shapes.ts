// The answers of this slice on the wire, and how values become them.

import { z } from '@hono/zod-openapi'
import type { LintFinding } from '#core/lint/lint.ts'
import { say } from '#core/messages/fill.ts'
import { messages } from '#core/messages/index.ts'
import type { Finding, Instant } from '#core/verdict.ts'
import type { Actor, Role } from '#src/context.ts'
import type { CertificateDetail } from './get.ts'
import type { CertificateLine } from './list.ts'

export const READERS = [
  'operator',
  'auditor',
  'ra-officer',
  'district-clerk',
  'security-admin',
] as const satisfies readonly Role[]
/** Who may see where certificates stand: addresses and nodes are no business of the districts, whose view is the list. */
export const INSIDERS = ['operator', 'auditor', 'ra-officer', 'security-admin'] as const satisfies readonly Role[]
/** An account whose only business here is the list sees no places. */
export function isInsider(actor: Actor): boolean {
  const insiders: readonly Role[] = INSIDERS
  return actor.type === 'account' && actor.roles.some((role) => insiders.includes(role))
}
export const WRITERS = ['operator', 'ra-officer'] as const satisfies readonly Role[]

export const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

export const Texts = z.object({ zh: z.string(), en: z.string() })
const params = z.record(z.string(), z.union([z.string(), z.number()]))

export const FindingShape = z.object({
  code: z.string(),
  effect: z.enum(['fatal', 'unknown', 'defect', 'note']),
  clause: z.string(),
  text: Texts,
  params: params.optional(),
})

export const LintShape = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning', 'notice']),
    source: z.enum(['rfc', 'br', 'ev', 'browser', 'community', 'gm', 'ours']),
    citation: z.string(),
    text: Texts,
  })
  .openapi('LintFinding')

const line = {
  id: z.string(),
  subject: z.string(),
  issuer: z.string(),
  serialHex: z.string(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  daysLeft: z.number(),
  algorithm: z.string(),
  keyBits: z.number().optional(),
  sans: z.array(z.string()),
  isCa: z.boolean(),
  sha256: z.string(),
  source: z.enum(['upload', 'probe', 'discovery', 'file']),
  firstSeen: z.iso.datetime(),
  nodesServing: z.number(),
  nodesTotal: z.number(),
  level: z.enum(['ok', 'notice', 'warning', 'critical', 'expired']),
}

export const CertificateShape = z.object(line).openapi('Certificate')
export const CertificatePageShape = z
  .object({ items: z.array(CertificateShape), nextCursor: z.string().nullable() })
  .openapi('CertificatePage')

export const CertificateDetailShape = z
  .object({
    ...line,
    pem: z.string(),
    chain: z.array(
      z.object({
        id: z.string(),
        subject: z.string(),
        issuer: z.string(),
        notAfter: z.iso.datetime(),
        sha256: z.string(),
      }),
    ),
    servedBy: z.array(
      z.object({
        nodeId: z.string().nullable(),
        nodeName: z.string(),
        endpoint: z.string(),
        serverName: z.string(),
        firstSeen: z.iso.datetime(),
        lastSeen: z.iso.datetime(),
        isCurrent: z.boolean(),
        chainComplete: z.boolean(),
      }),
    ),
    findings: z.array(FindingShape),
    lint: z.array(LintShape),
  })
  .openapi('CertificateDetail')

export function iso(at: Instant): string {
  return new Date(at).toISOString()
}

export function textOf(code: string, values?: Finding['params']) {
  return say(messages, code, values)
}

export function findingOf({ code, effect, clause, params: values }: Finding): z.input<typeof FindingShape> {
  return { code, effect, clause, text: textOf(code, values), ...(values && { params: { ...values } }) }
}

export function lineOf(row: CertificateLine): z.input<typeof CertificateShape> {
  const { serial, keyBits, notBefore, notAfter, firstSeen, ...rest } = row
  return {
    ...rest,
    serialHex: serial,
    notBefore: iso(notBefore),
    notAfter: iso(notAfter),
    firstSeen: iso(firstSeen),
    ...(keyBits !== null && { keyBits }),
  }
}

export function detailOf(detail: CertificateDetail): z.input<typeof CertificateDetailShape> {
  const { pem, chain, servedBy, findings, lint, ...row } = detail
  return {
    ...lineOf(row),
    pem,
    chain: chain.map((link) => ({ ...link, notAfter: iso(link.notAfter) })),
    servedBy: servedBy.map((one) => ({ ...one, firstSeen: iso(one.firstSeen), lastSeen: iso(one.lastSeen) })),
    findings: findings.map(findingOf),
    lint: saidLint(lint),
  }
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

import { z } from '@hono/zod-openapi'
import { isDnsName, parseIpAddress } from '#core/x509/host-names.ts'
import { ISSUER_ORDER_STATES } from '#db/schema/issuers.ts'
import { REVOCATION_REASONS, type RevocationReason } from '#src/issuing-ports.ts'

const text = (max: number) => z.string().trim().min(1).max(max)
/** What a CA or a name server is reached by in the clear would be ours to lose. */
const httpsUrl = z.url({ protocol: /^https$/ }).max(500)
const pem = z.array(z.string().min(1).max(20_000)).max(10).default([])
const dnsName = z
  .string()
  .trim()
  .toLowerCase()
  .transform((name) => name.replace(/\.$/, ''))
  .refine(isDnsName, { message: 'not a DNS name' })
const host = z
  .string()
  .trim()
  .refine((name) => isDnsName(name.toLowerCase()) || parseIpAddress(name) !== undefined, {
    message: 'not a host',
  })
/** Base64 or Base64url, as CAs and name servers hand secrets out. */
const secret = z.string().trim().min(1).max(1000).openapi({ description: 'Kept sealed; never shown again' })

const NameServer = z.object({
  kind: z.literal('name-server'),
  host,
  port: z.number().int().min(1).max(65_535).default(53),
  zone: dnsName,
  ttl: z.number().int().min(0).max(86_400).default(60),
  tsig: z
    .object({ name: dnsName, digest: z.enum(['sha256', 'sha512']).default('sha256'), secret })
    .optional()
    .openapi({ description: 'TSIG key (RFC 8945); the secret in Base64' }),
})
const Proofs = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('http-01') }),
  z.object({ kind: z.literal('dns-by-hand') }),
  NameServer,
])

const common = { name: text(100), trust: z.enum(['public', 'private']) }

export const ConnectAcme = z.object({
  ...common,
  kind: z.literal('acme'),
  directoryUrl: httpsUrl,
  contacts: z.array(z.email()).max(5).default([]),
  termsAgreed: z.literal(true).openapi({ description: 'The terms of service of the CA are agreed to' }),
  externalAccount: z
    .object({ keyId: text(200), secret })
    .optional()
    .openapi({ description: 'EAB; the key in Base64url' }),
  preferredChain: text(200).optional(),
  anchors: pem,
  proofs: Proofs,
})
export const ConnectCmp = z.object({
  ...common,
  kind: z.literal('cmp'),
  url: z.url({ protocol: /^https?$/ }).max(500),
  request: z.enum(['ir', 'cr', 'p10cr']).default('ir'),
  protection: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('mac'),
      reference: text(200),
      secret: z.string().min(8).max(1000),
      method: z.enum(['password-based', 'pbmac1']).default('password-based'),
    }),
    z.object({ kind: z.literal('signature'), requestId: z.uuid() }),
  ]),
  responders: pem.openapi({ description: 'PEM certificates whose signatures are believed' }),
  anchors: pem,
})
export const ConnectManual = z.object({ ...common, kind: z.literal('manual'), contact: text(500) })

export const ConnectInput = z.discriminatedUnion('kind', [ConnectAcme, ConnectCmp, ConnectManual])
export type ConnectInput = z.output<typeof ConnectInput>

export const OrderInput = z.object({
  connectionId: z.uuid(),
  requestId: z.uuid(),
  replacesId: z.uuid().optional().openapi({ description: 'Certificate that is replaced' }),
})
export type OrderInput = z.output<typeof OrderInput>

/** For the second person to read; what is asked for mostly says it all. */
const why = z.string().trim().max(1000).default('').openapi({ description: 'Why, for the second person' })

export const AskOrder = OrderInput.extend({ why })
export type AskOrder = z.output<typeof AskOrder>

export const OrdersQuery = z.object({
  state: z.enum(ISSUER_ORDER_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type OrdersQuery = z.output<typeof OrdersQuery>

const REASONS = Object.keys(REVOCATION_REASONS) as [RevocationReason, ...RevocationReason[]]

export const RevokeInput = z.object({
  connectionId: z.uuid(),
  certificateId: z.uuid(),
  reason: z.enum(REASONS),
  /** Signs with the key of the certificate, where the service made it. */
  withCertificateKey: z.boolean().default(false),
})
export type RevokeInput = z.output<typeof RevokeInput>

export const AskRevocation = RevokeInput.extend({ why })
export type AskRevocation = z.output<typeof AskRevocation>

export const RenewalQuery = z.object({ connectionId: z.uuid(), certificateId: z.uuid() })

import { z } from '@hono/zod-openapi'
import { START_TLS_KINDS } from '#core/checks/start-tls.ts'
import { isDnsName, parseIpAddress } from '#core/x509/host-names.ts'
import { KEY_ORIGINS } from '#db/schema/lineages.ts'
import { RequestFields } from '../inputs.ts'

const words = (max: number) => z.string().trim().min(1).max(max)

export const CreateLineage = z.object({
  name: words(200).openapi({ example: '*.rsj.sh.gov.cn' }),
  purpose: words(500),
  owner: words(200).openapi({ description: '责任人：谁负责这张证书' }),
  trust: z.enum(['public', 'private']).openapi({ description: '`private` is exempt from the CA/Browser limits' }),
  supersedesId: z.uuid().optional(),
})
export type CreateLineage = z.output<typeof CreateLineage>

export const AmendLineage = CreateLineage.pick({ owner: true, purpose: true, trust: true }).partial()
export type AmendLineage = z.output<typeof AmendLineage>

export const KeyInput = z.object({
  origin: z.enum(KEY_ORIGINS).default('undeclared'),
  owner: words(200).optional().openapi({ description: 'Absent: the owner of the lineage' }),
  custody: words(200).optional(),
  isExportable: z.boolean().optional(),
})
export type KeyInput = z.output<typeof KeyInput>

const host = words(253)
  .transform((text) => text.toLowerCase())
  .refine((text) => isHost(text), { message: 'not a host name nor an IP address' })

/** An IPv6 address stands without brackets here. */
function isHost(text: string): boolean {
  return parseIpAddress(text) !== undefined || isDnsName(text)
}

const hostPort = words(260)
  .transform((text) => text.toLowerCase())
  .refine((text) => /^(\[[0-9a-f:.]+\]|[^:/\s[\]]+):\d{1,5}$/.test(text), { message: 'not host:port' })

export const BindingInput = z.object({
  targetKind: words(60).openapi({ description: 'Id of a target, e.g. nginx' }),
  targetVersion: words(60).optional(),
  nodeName: words(200),
  nodeId: words(80).optional(),
  address: host,
  port: z.number().int().min(1).max(65_535).default(443),
  vip: hostPort.optional().openapi({ description: 'The address people come in by, host:port' }),
  serverName: host.openapi({ description: 'Asked for by SNI' }),
  startTls: z.enum(START_TLS_KINDS).default('none'),
  certificateId: z.uuid().optional().openapi({ description: 'What it must show; absent: the active one' }),
})
export type BindingInput = z.output<typeof BindingInput>

export const AddCertificate = z.object({
  certificateId: z.uuid(),
  key: KeyInput.prefault({}),
  supersedesId: z.uuid().optional(),
})
export type AddCertificate = z.output<typeof AddCertificate>

const replacesId = z.uuid().optional().openapi({
  description: 'The certificate of the lineage it is to replace; absent: the newest in force',
})

/** The key is made here and stays sealed. */
export const OpenRequest = RequestFields.omit({ purpose: true }).extend({ replacesId })
export type OpenRequest = z.output<typeof OpenRequest>

/** The key was born elsewhere; only the request came. */
export const TakeRequest = z.object({
  pem: words(100_000).openapi({ description: 'The certification request, PEM or bare Base64' }),
  origin: z.enum(['device-born', 'hsm', 'ukey']).default('device-born'),
  custody: words(200).openapi({ description: 'Device, module or token that holds the key' }),
  replacesId,
})
export type TakeRequest = z.output<typeof TakeRequest>

export const AdoptCertificate = z
  .object({
    lineageId: z.uuid().optional(),
    lineage: CreateLineage.optional(),
    key: KeyInput.prefault({}),
    bindings: z
      .array(BindingInput.omit({ certificateId: true }))
      .max(200)
      .default([]),
  })
  .refine(({ lineageId, lineage }) => (lineageId === undefined) !== (lineage === undefined), {
    message: 'either an existing lineage or a new one',
    path: ['lineageId'],
  })
export type AdoptCertificate = z.output<typeof AdoptCertificate>

export const Reason = z.object({ reason: words(1_000) })

export const DeclareKey = KeyInput.extend({ origin: z.enum(KEY_ORIGINS) })
export type DeclareKey = z.output<typeof DeclareKey>

/** Days are days in Shanghai: their ends come with its offset. */
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

export const RecordEvidence = z.object({
  kind: z.enum(['domain', 'identity']),
  validatedAt: moment,
  reference: words(500),
})
export type RecordEvidence = z.output<typeof RecordEvidence>

export const CreateWaiver = z.object({
  code: words(100).openapi({ description: 'Reason code that is not to alarm' }),
  until: moment,
  reason: words(1_000),
})
export type CreateWaiver = z.output<typeof CreateWaiver>

export const LineagesQuery = z.object({
  q: words(200).optional(),
  state: z.enum(['active', 'withdrawn']).default('active'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type LineagesQuery = z.output<typeof LineagesQuery>

export const PlanQuery = z.object({ days: z.coerce.number().int().min(30).max(1_200).default(400) })

export const ExportLineages = z.object({
  q: words(200).optional(),
  state: z.enum(['active', 'withdrawn']).default('active'),
  ids: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.uuid()).min(1).max(100))
    .optional()
    .openapi({ description: 'Only these, separated by commas' }),
})
export type ExportLineages = z.output<typeof ExportLineages>

export const UnknownQuery = z.object({
  state: z.enum(['open', 'adopted', 'dismissed']).default('open'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type UnknownQuery = z.output<typeof UnknownQuery>

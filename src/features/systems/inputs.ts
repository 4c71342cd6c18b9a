import { z } from '@hono/zod-openapi'
import { ENVIRONMENTS } from './register.ts'

export const SystemsQuery = z.object({
  environment: z.enum(ENVIRONMENTS).optional(),
  group: z.string().max(200).optional(),
  verdict: z.enum(['pass', 'warn', 'fail', 'unknown', 'skipped']).optional(),
  q: z.string().trim().min(1).max(100).optional().openapi({ description: 'Part of a name, id or group' }),
  cursor: z.string().max(120).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type SystemsQuery = z.output<typeof SystemsQuery>

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')

export const ImportForm = z.object({
  file: z.instanceof(File).openapi({ type: 'string', format: 'binary' }),
  dryRun: flag,
  partial: flag,
})

const short = z.string().max(2_000)

const Check = z.object({
  id: short,
  // The words are judged row by row, with everything else a row can get wrong.
  kind: short as unknown as z.ZodType<never>,
  layer: short as unknown as z.ZodType<never>,
  title: z.object({ zh: short, en: short }),
  target: short.default(''),
  settings: z.record(z.string(), z.unknown()).default({}),
  enabled: z.boolean().default(true),
  mustMeasure: z.boolean().default(false),
})

const Node = z.object({
  id: short,
  name: short,
  role: short as unknown as z.ZodType<never>,
  form: short as unknown as z.ZodType<never>,
  os: short.nullable().default(null),
  address: short.nullable().default(null),
  warrantyUntil: short.nullable().default(null),
  seedLine: z.number().int().nullable().default(null),
  riskAcceptance: short.nullable().default(null),
  standIn: short.nullable().default(null),
  behind: short.nullable().default(null),
  checks: z.array(Check).max(1_000).default([]),
})

/** The JSON form of a register: shape only; the rows are then judged as those of a spreadsheet are. */
export const RegisterDocument = z.object({
  systems: z
    .array(
      z.object({
        id: short,
        name: short,
        group: short,
        environment: short as unknown as z.ZodType<never>,
        contractItem: short.default(''),
        owner: short.nullable().default(null),
        nodes: z.array(Node).max(5_000).default([]),
      }),
    )
    .max(5_000),
})

import { z } from '@hono/zod-openapi'

const words = (max: number) => z.string().trim().min(1).max(max)
const ports = z.array(z.number().int().min(1).max(65_535)).max(32)

export const AllowDiscovery = z.object({
  kind: z.enum(['network', 'directory']),
  scope: words(500).openapi({ description: 'A network in CIDR notation, or an absolute path on this host' }),
  ports: ports.default([]),
  reason: words(1_000),
})
export type AllowDiscovery = z.output<typeof AllowDiscovery>

export const StartDiscovery = z.object({
  kind: z.enum(['network', 'directory']),
  scope: words(500),
  ports: ports.default([]),
  serverName: z.string().trim().max(253).default(''),
})
export type StartDiscovery = z.output<typeof StartDiscovery>

export const JobsQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type JobsQuery = z.output<typeof JobsQuery>

import { z } from '@hono/zod-openapi'
import { CHANNEL_ROLES, DELIVERY_STATES, NOTICE_KINDS } from '#db/schema/notices.ts'

const name = z.string().trim().min(1).max(60)
const url = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((text) => !/[?#]/.test(text), 'without query: the key is the secret')
/** Key, token or id of the robot, password or bearer token; and what a robot's messages are signed with. Sealed, and never shown again. */
export const ChannelSecret = z.object({
  key: z.string().min(1).max(500),
  signing: z.string().min(1).max(500).optional(),
})
export type ChannelSecret = z.infer<typeof ChannelSecret>
const anchors = z.array(z.string().min(1).max(20_000)).max(10).optional()
const mobile = z.string().regex(/^\+?\d{5,20}$/)

export const ChannelInput = z
  .object({
    name,
    role: z.enum(CHANNEL_ROLES),
    secret: ChannelSecret.optional(),
    settings: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('wecom'), url, anchors }),
      z.object({ kind: z.literal('dingtalk'), url, anchors }),
      z.object({ kind: z.literal('feishu'), url, anchors }),
      z.object({ kind: z.literal('webhook'), url, anchors }),
      z.object({
        kind: z.literal('sms'),
        url,
        signature: z.string().min(2).max(12),
        templateId: z.string().min(1).max(60),
        mobile,
        success: z.string().min(1).max(20).default('0'),
        anchors,
      }),
      z.object({
        kind: z.literal('smtp'),
        host: z.string().min(1).max(253),
        port: z.number().int().min(1).max(65_535),
        security: z.enum(['starttls', 'tls', 'none']),
        user: z.string().min(1).max(200).optional(),
        from: z.email().max(200),
        to: z.array(z.email().max(200)).min(1).max(20),
        anchors,
      }),
    ]),
  })
  .refine(
    ({ settings, secret: held }) => settings.kind === 'smtp' || settings.kind === 'webhook' || held !== undefined,
    {
      path: ['secret'],
      message: 'this kind of channel needs its key',
    },
  )
  .refine(({ settings }) => settings.kind !== 'smtp' || settings.user === undefined || settings.security !== 'none', {
    path: ['settings', 'security'],
    message: 'no password over a connection in the clear',
  })
export type ChannelInput = z.infer<typeof ChannelInput>

export const MaintenanceInput = z.object({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  systems: z.array(z.string().min(1).max(200)).max(100),
  reason: z.string().trim().min(1).max(500),
})
export type MaintenanceInput = z.infer<typeof MaintenanceInput>

export const PageQuery = z.object({
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type PageQuery = z.infer<typeof PageQuery>

export const LogQuery = PageQuery.extend({
  state: z.enum(DELIVERY_STATES).optional(),
  kind: z
    .enum([...NOTICE_KINDS, 'news'])
    .optional()
    .openapi({ description: '`news`: everything but heartbeats' }),
})
export type LogQuery = z.infer<typeof LogQuery>

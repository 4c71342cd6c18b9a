import { z } from '@hono/zod-openapi'
import { textOf } from '#core/messages/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { CheckInput } from '../inputs.ts'
import { checkOnline, type OnlineCheck } from './check.ts'
import { STANDINGS } from './rules.ts'

const Texts = z.object({ zh: z.string(), en: z.string() })
const Tone = z.enum(['good', 'warn', 'bad', 'unknown', 'none'])
const Checked = z
  .object({
    standing: z.enum(Object.keys(STANDINGS) as [keyof typeof STANDINGS]),
    tone: Tone,
    /** The answer in one sentence. */
    headline: Texts,
    lines: z.array(
      z.object({
        topic: z.enum(['holder', 'validity', 'revocation', 'algorithm', 'issuer', 'use']),
        tone: Tone,
        text: Texts,
      }),
    ),
    upgrade: z.enum(['none', 'available', 'due']),
    next: z.object({
      step: z.enum(['none', 'renew', 'upgrade', 'rekey', 'new', 'resume', 'write', 'activate', 'ask-centre']),
      text: Texts,
    }),
    serial: z.string(),
    notAfter: z.iso.datetime(),
    /** Where this service issued it to somebody of one's own district. */
    credential: z.object({ id: z.string(), staffId: z.string(), state: z.string() }).nullable(),
  })
  .openapi('OnlineCheck')

const check = route(['district-clerk', 'ra-officer', 'operator', 'auditor'], {
  method: 'post',
  path: '/online-checks',
  tags: ['credentials'],
  summary: '在线检测: whose a certificate is, whether it is in order, and what to do next, in plain words',
  request: { body: { required: true, content: { 'application/json': { schema: CheckInput } } } },
  responses: {
    200: { description: 'What was found', content: { 'application/json': { schema: Checked } } },
    ...problems,
  },
})

export const checkRoutes = newRouter().openapi(check, async (c) =>
  c.json(checked(await checkOnline(c.get('ctx'), c.req.valid('json'))), 200),
)

function checked({ standing, tone, lines, upgrade, next, serial, facts, credential }: OnlineCheck) {
  return {
    ...{ standing, tone, upgrade, serial },
    headline: texts(`credentials.check.standing.${standing}`),
    lines: lines.map(({ topic, tone: ofLine, code, params }) => ({ topic, tone: ofLine, text: texts(code, params) })),
    next: { step: next, text: texts(`credentials.check.next.${next}`) },
    notAfter: new Date(facts.notAfter).toISOString(),
    credential: credential ?? null,
  }
}

function texts(code: string, params?: Record<string, string | number>) {
  return { zh: textOf(code, 'zh', params), en: textOf(code, 'en', params) }
}

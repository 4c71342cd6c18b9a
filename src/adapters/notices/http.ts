// Robots, gateways and webhooks: one POST each, with the key where the provider wants it.

import type { Egress } from '#adapters/egress/egress.ts'
import { dingtalkBody, feishuBody, type JsonBody, smsBody, webhookBody, wecomBody } from '#core/notices/body.ts'
import type { Part } from '#core/notices/channel.ts'
import { type Judgement, judgeHttp } from '#core/notices/reply.ts'
import type { ChannelSecret, ChannelSettings } from '#core/notices/settings.ts'
import { dingtalkSignature, feishuSignature } from '#core/notices/signature.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'

export interface HttpDeps {
  egress: Pick<Egress, 'fetch' | 'connect'>
  primitives: Pick<Primitives, 'digest'>
  /** Signatures hold for an hour around it. */
  now(): Instant
}

type HttpSettings = Exclude<ChannelSettings, { kind: 'smtp' }>

interface Question {
  url: string
  body: JsonBody
  bearer?: string
}

const TIMEOUT_MS = 10_000
/** An answer is a line; more is not read. */
const ANSWER_MAX_BYTES = 64 * 1024

export async function sendHttp(
  deps: HttpDeps,
  settings: HttpSettings,
  secret: ChannelSecret | undefined,
  part: Part,
): Promise<Judgement> {
  const { url, body, bearer } = await questionOf(deps, settings, secret, part)
  const {
    status,
    headers,
    body: answer,
  } = await deps.egress.fetch({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    },
    body: new TextEncoder().encode(JSON.stringify(body)),
    timeoutMs: TIMEOUT_MS,
    maxBytes: ANSWER_MAX_BYTES,
    ...(settings.anchors && { anchors: settings.anchors }),
  })
  const said = { status, headers, body: new TextDecoder().decode(answer) }
  return judgeHttp(settings.kind, said, settings.kind === 'sms' ? settings.success : undefined)
}

async function questionOf(
  { primitives, now }: HttpDeps,
  settings: HttpSettings,
  secret: ChannelSecret | undefined,
  part: Part,
): Promise<Question> {
  const { url } = settings
  const key = secret?.key ?? ''
  const signing = secret?.signing
  switch (settings.kind) {
    case 'wecom':
      return { url: `${url}?key=${encodeURIComponent(key)}`, body: wecomBody(part) }
    case 'dingtalk': {
      const signed = signing === undefined ? '' : `&${await dingtalkSignature(primitives, signing, now())}`
      return { url: `${url}?access_token=${encodeURIComponent(key)}${signed}`, body: dingtalkBody(part) }
    }
    case 'feishu': {
      const signature = signing === undefined ? undefined : await feishuSignature(primitives, signing, now())
      return { url: `${url.replace(/\/$/, '')}/${encodeURIComponent(key)}`, body: feishuBody(part, signature) }
    }
    case 'sms':
      return { url, body: smsBody(part, settings, settings.mobile), ...(key && { bearer: key }) }
    case 'webhook':
      return { url, body: webhookBody(part), ...(key && { bearer: key }) }
  }
}

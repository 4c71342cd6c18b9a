// The exact JSON each robot and gateway takes, by their own pages. Only plain text is sent: nothing in it can act.

import { CHANNEL_RULES, type ChannelKind, type Part, type TextLimits } from './channel.ts'

export type JsonBody = Readonly<Record<string, unknown>>

/** `msgtype` text (work.weixin.qq.com 90136/91770). */
export function wecomBody({ text, mobiles }: Part): JsonBody {
  return { msgtype: 'text', text: { content: text, ...(mobiles.length > 0 && { mentioned_mobile_list: mobiles }) } }
}

/** Somebody is only called out when `@mobile` stands in the text as well. */
export function dingtalkBody({ text, mobiles }: Part): JsonBody {
  const called = mobiles.map((mobile) => `@${mobile}`).join(' ')
  const content = called === '' ? text : `${text}\n${called}`
  return { msgtype: 'text', text: { content }, at: { atMobiles: mobiles, isAtAll: false } }
}

/** `signature` where the robot asks for one. */
export function feishuBody({ text }: Part, signature?: { timestamp: string; sign: string }): JsonBody {
  return { ...signature, msg_type: 'text', content: { text } }
}

export interface SmsTemplate {
  /** Without 【】. */
  signature: string
  templateId: string
}

/** One recipient a request: a refusal is one person's. */
export function smsBody({ text, mark }: Part, { signature, templateId }: SmsTemplate, mobile: string): JsonBody {
  return { mobile, signature: `【${signature}】`, template_id: templateId, params: [text], out_id: mark.slice(1) }
}

export function webhookBody({ mark, title, text }: Part): JsonBody {
  return { id: mark.slice(1), title, text }
}

/** What the text may be, less what calling people out, or signing a short message, adds to it. */
export function textLimits(kind: ChannelKind, mobiles: readonly string[], smsSignature = ''): TextLimits {
  const { text } = CHANNEL_RULES[kind]
  if (kind === 'dingtalk') return { ...text, max: text.max - mobiles.reduce((sum, { length }) => sum + length + 2, 0) }
  if (kind === 'sms') return { ...text, max: text.max - smsSignature.length - '【】'.length }
  return text
}

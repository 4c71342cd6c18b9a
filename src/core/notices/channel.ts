// Ways to tell people something: what each takes at once and how often, by the providers' own pages.
// WeCom 90000/90136/91770, DingTalk custom robot, Feishu custom robot; the DingTalk body size is unverified.

/** 企业微信群机器人 · 钉钉自定义机器人 · 飞书自定义机器人 · 邮件 · 短信网关 · 回调. */
export const CHANNEL_KINDS = ['wecom', 'dingtalk', 'feishu', 'smtp', 'sms', 'webhook'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

export interface Pace {
  /** Within any 60 s. More is refused by the provider, at DingTalk with ten minutes of silence. */
  perMinute: number
  /** Of those, kept free for what has priority (the report of a round). */
  reserve: number
  gapMs: number
}

/** What a length is counted in: UTF-8 octets, or UTF-16 units as short messages are (UCS-2). */
export type LengthUnit = 'utf8' | 'utf16'

export interface TextLimits {
  unit: LengthUnit
  /** Of what people read, in one message. */
  max: number
  /** Messages one notice may be split into. */
  maxParts: number
}

export interface ChannelRules {
  text: TextLimits
  pace: Pace
}

const ROBOT: Pace = { perMinute: 20, reserve: 2, gapMs: 3_000 }
const SERVER: Pace = { perMinute: 60, reserve: 6, gapMs: 0 }

export const CHANNEL_RULES: Readonly<Record<ChannelKind, ChannelRules>> = {
  wecom: { text: { unit: 'utf8', max: 2_048, maxParts: 3 }, pace: ROBOT },
  dingtalk: { text: { unit: 'utf8', max: 16_000, maxParts: 3 }, pace: ROBOT },
  // The whole body has 20 KB; the envelope, and JSON's escapes of line ends and quotes, take their part.
  feishu: { text: { unit: 'utf8', max: 16_000, maxParts: 3 }, pace: { perMinute: 100, reserve: 10, gapMs: 200 } },
  smtp: { text: { unit: 'utf8', max: 500_000, maxParts: 1 }, pace: SERVER },
  // One message, signature included; longer ones are charged and delivered in pieces. Clause unverified.
  sms: { text: { unit: 'utf16', max: 70, maxParts: 1 }, pace: SERVER },
  webhook: { text: { unit: 'utf8', max: 100_000, maxParts: 1 }, pace: SERVER },
}

/** One message as it is sent: already cut, split and harmless. */
export interface Part {
  /** `#R20250303-AM.1`: shown to people, so that a second delivery is recognised as one. */
  mark: string
  title: string
  text: string
  /** Mobile numbers of people to be called out. */
  mobiles: readonly string[]
}

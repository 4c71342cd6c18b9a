// How verbs see those who carry messages: one port, whatever is spoken behind it.

import type { Part } from '#core/notices/channel.ts'
import type { Judgement } from '#core/notices/reply.ts'
import type { ChannelSettings } from '#core/notices/settings.ts'
import type { Db } from '#db/database.ts'

export interface NoticeOrder {
  settings: ChannelSettings
  /** In the vault of secrets, purpose `notice-channel`; null: the channel has none. */
  secretId: string | null
  part: Part
}

export interface NoticeSender {
  /** One attempt, at most `ATTEMPT_MAX_MS`. Never rejects; what was said never holds the channel's secret. */
  send(db: Db, order: NoticeOrder): Promise<Judgement>
}

export const ATTEMPT_MAX_MS = 12_000

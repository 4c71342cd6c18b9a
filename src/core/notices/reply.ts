// Whether a message was taken, by what the peer answered. A 200 proves nothing: WeCom, DingTalk and Feishu refuse inside it.
// Codes by the providers' pages and measured refusals; an answer nobody knows is never `sent`.

import { utf8Octets } from '../asn1/write.ts'
import { readJson } from '../bytes/strict-json.ts'
import type { ChannelKind } from './channel.ts'

/** `refused`: asking again is useless. `later`: it was not taken this time. */
export type Outcome = 'sent' | 'refused' | 'later'

export interface Judgement {
  outcome: Outcome
  /** `notice.…` of the catalogue. */
  code: string
  /** What the peer said, in its own words, at most 500 characters. */
  words: string
  /** The peer takes nothing at all for so long. */
  pauseMs?: number
}

export interface HttpReply {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

/** The name of the number in an answer, and what is known of its values. */
interface Dialect {
  member: string
  refused: Readonly<Record<number, string>>
  pausedMs: Readonly<Record<number, number>>
}

const MINUTE_MS = 60_000

const DIALECTS: Readonly<Partial<Record<ChannelKind, Dialect>>> = {
  wecom: {
    member: 'errcode',
    refused: { 93000: 'notice.wrong-key', 40058: 'notice.malformed' },
    pausedMs: { 45009: MINUTE_MS },
  },
  dingtalk: {
    member: 'errcode',
    refused: { 310000: 'notice.wrong-key', 300001: 'notice.wrong-key' },
    pausedMs: { 130101: 10 * MINUTE_MS },
  },
  feishu: {
    member: 'code',
    refused: { 19021: 'notice.wrong-key', 19022: 'notice.wrong-key', 19024: 'notice.wrong-key' },
    pausedMs: { 11232: MINUTE_MS, 9499: MINUTE_MS },
  },
}

const WORDS_MAX = 500
/** A peer may ask for patience, not for oblivion. */
const PAUSE_MAX_MS = 60 * MINUTE_MS

/** @param smsSuccess value of `code` that means taken, for a gateway */
export function judgeHttp(kind: Exclude<ChannelKind, 'smtp'>, reply: HttpReply, smsSuccess = '0'): Judgement {
  const words = `${reply.status} ${reply.body}`.slice(0, WORDS_MAX)
  const dialect = DIALECTS[kind]
  const said = kind === 'webhook' ? undefined : saidIn(reply.body, dialect?.member ?? 'code')
  const known = dialect && typeof said === 'number' ? knownRefusal(dialect, said) : undefined
  if (known) return { ...known, words }
  if (reply.status === 429) return { outcome: 'later', code: 'notice.too-often', words, pauseMs: patience(reply) }
  if (reply.status >= 500 || reply.status === 408) return { outcome: 'later', code: 'notice.peer-failed', words }
  if (reply.status < 200 || reply.status > 299) return { outcome: 'refused', code: 'notice.peer-refused', words }
  if (kind === 'webhook') return { outcome: 'sent', code: 'notice.sent', words }
  if (said === undefined) return { outcome: 'later', code: 'notice.answer-unreadable', words }
  const isTaken = dialect ? said === 0 : String(said) === smsSuccess
  if (isTaken) return { outcome: 'sent', code: 'notice.sent', words }
  return { outcome: dialect ? 'later' : 'refused', code: 'notice.peer-refused', words }
}

function knownRefusal(dialect: Dialect, said: number): Omit<Judgement, 'words'> | undefined {
  const refused = dialect.refused[said]
  if (refused !== undefined) return { outcome: 'refused', code: refused }
  const pauseMs = dialect.pausedMs[said]
  return pauseMs === undefined ? undefined : { outcome: 'later', code: 'notice.too-often', pauseMs }
}

/** The member of that name at the top; an answer that gives it twice says nothing. Text only where a gateway answers with it. */
function saidIn(body: string, member: string): number | string | undefined {
  const answer = readJson(utf8Octets(body))
  if (!answer.ok || typeof answer.value !== 'object' || answer.value === null || !('members' in answer.value))
    return undefined
  const said = answer.value.members.get(member)
  return typeof said === 'number' || typeof said === 'string' ? said : undefined
}

function patience({ headers }: HttpReply): number {
  const seconds = Number(headers['retry-after'] ?? headers['x-ogw-ratelimit-reset'])
  return seconds > 0 ? Math.min(PAUSE_MAX_MS, seconds * 1_000) : MINUTE_MS
}

/** RFC 5321 §4.2.1: 2yz done, 4yz not this time, 5yz not at all. `code` 0: there was no answer. */
export function judgeSmtp(code: number, said: string): Judgement {
  const words = said.slice(0, WORDS_MAX)
  if (code >= 200 && code <= 299) return { outcome: 'sent', code: 'notice.sent', words }
  if (code === 535) return { outcome: 'refused', code: 'notice.wrong-key', words }
  if (code >= 500 && code <= 599) return { outcome: 'refused', code: 'notice.peer-refused', words }
  return { outcome: 'later', code: code === 0 ? 'notice.no-answer' : 'notice.peer-failed', words }
}

/** The question broke off: it may have arrived, so the mark in the text tells people of a second one. */
export function judgeSilence(problem: string): Judgement {
  return { outcome: 'later', code: 'notice.no-answer', words: problem.slice(0, WORDS_MAX) }
}

// Carries one message to one channel and says what the peer made of it. The secret is opened here, used once, and cut out of every answer.

import { EgressError, type EgressProblem } from '#adapters/egress/error.ts'
import { type Judgement, judgeSilence } from '#core/notices/reply.ts'
import type { ChannelSecret } from '#core/notices/settings.ts'
import type { Db } from '#db/database.ts'
import { AppError } from '#src/context.ts'
import type { NoticeOrder, NoticeSender } from '#src/notice-ports.ts'
import { type HttpDeps, sendHttp } from './http.ts'
import { sendMail } from './mail.node.ts'

export interface SenderDeps extends HttpDeps {
  /** @throws AppError when it cannot be unsealed */
  openSecret(db: Db, id: string): Promise<ChannelSecret>
}

export function noticeSender(deps: SenderDeps): NoticeSender {
  return {
    async send(db, order) {
      try {
        const secret = order.secretId === null ? undefined : await deps.openSecret(db, order.secretId)
        return without(secret, await attempt(deps, order, secret))
      } catch (error) {
        return unsent(error)
      }
    },
  }
}

async function attempt(deps: SenderDeps, order: NoticeOrder, secret: ChannelSecret | undefined): Promise<Judgement> {
  const { settings, part } = order
  if (settings.kind === 'smtp') return sendMail(deps, settings, secret, part)
  return sendHttp(deps, settings, secret, part)
}

/** A peer may quote the question it was asked. */
function without(secret: ChannelSecret | undefined, judgement: Judgement): Judgement {
  const hidden = [secret?.key, secret?.signing].filter((one) => one !== undefined && one !== '')
  const words = hidden.reduce<string>((said, one) => said.replaceAll(one ?? '', '•••'), judgement.words)
  return { ...judgement, words }
}

const FORBIDDEN: ReadonlySet<EgressProblem> = new Set(['policy-refused', 'url-malformed', 'scheme-refused'])
/** Nothing was said: it cannot have arrived. */
const UNREACHED: ReadonlySet<EgressProblem> = new Set([
  'name-unknown',
  'resolver-failed',
  'connection-refused',
  'host-unreachable',
  'network-unreachable',
  'connect-timeout',
  'tls-failed',
])

function unsent(error: unknown): Judgement {
  if (error instanceof AppError) return { outcome: 'refused', code: 'notice.key-unavailable', words: error.code }
  if (!(error instanceof EgressError)) return judgeSilence(error instanceof Error ? error.name : 'unknown')
  if (FORBIDDEN.has(error.problem)) return { outcome: 'refused', code: 'notice.not-allowed', words: error.message }
  if (UNREACHED.has(error.problem)) return { outcome: 'later', code: 'notice.not-reached', words: error.message }
  return judgeSilence(error.message)
}

/** As the channel's verb sealed it. */
export function readSecret(sealed: Uint8Array): ChannelSecret {
  return JSON.parse(new TextDecoder().decode(sealed)) as ChannelSecret
}

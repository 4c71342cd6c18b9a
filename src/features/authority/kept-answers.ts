// Answers of the responder that are signed once and given again to the same question, as long as they still say what is so: what they
// say is looked up at every question, so that a revocation counts from its commit on, on every instance.

import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import type { CertificateStanding } from './revoke.ts'

/** Half of what an answer is good for: nobody is handed one that is about to end. */
export const KEPT_MS = 1_800_000
/** A bound on memory, some ten megabytes; beyond it the oldest go. */
const MAX_ANSWERS = 10_000
const MAX_QUESTION_BYTES = 300

export interface KeptAnswer {
  der: Uint8Array
  authorityId: string
  /** Lower-case hex. */
  serial: string
  said: CertificateStanding | { status: 'unknown' }
  /** Given until then. */
  until: Instant
}

export class KeptAnswers {
  readonly #answers = new Map<string, KeptAnswer>()

  find(question: Uint8Array, now: Instant): KeptAnswer | undefined {
    const found = this.#answers.get(toHex(question))
    return found && now < found.until ? found : undefined
  }

  /** Of longer questions than anybody asks about one certificate nothing is kept. */
  keep(question: Uint8Array, answer: KeptAnswer): void {
    if (question.length > MAX_QUESTION_BYTES) return
    const key = toHex(question)
    this.#answers.delete(key)
    this.#answers.set(key, answer)
    const [oldest] = this.#answers.keys()
    if (this.#answers.size > MAX_ANSWERS && oldest !== undefined) this.#answers.delete(oldest)
  }
}

export function saysTheSame(one: KeptAnswer['said'], other: KeptAnswer['said']): boolean {
  if (one.status !== 'revoked' || other.status !== 'revoked') return one.status === other.status
  return one.at === other.at && one.reason === other.reason
}

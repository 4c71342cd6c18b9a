// What a path was judged by, put down so that the reader can repeat it: the anchor, the dates, who answered for revocation
// (RFC 5280 §6). Evidence decides nothing: the rules compare for themselves.

import { toHex } from '../bytes/hex.ts'
import { isoOf } from '../calendar/iso.ts'
import type { Primitives } from '../primitives.ts'
import type { RevocationAnswer, RevocationStatus } from '../revocation/status.ts'
import type { Evidence, Instant } from '../verdict.ts'
import type { Certificate } from './certificate.ts'
import { certificateDigest } from './fingerprint.ts'
import { nameText } from './names.ts'

interface AnsweredCertificate {
  status: RevocationStatus
  answer?: RevocationAnswer
}

/** Names of hostile certificates run to kilobytes; evidence needs enough to recognise one. */
const MAX_NAME = 120

/** The anchor a complete chain ended at, by name and fingerprint. */
export async function anchorEvidence(chain: readonly Certificate[], primitives: Primitives): Promise<Evidence> {
  const anchor = chain.at(-1)
  if (!anchor) return {}
  return {
    anchor: shortName(anchor),
    anchorSha256: toHex(await certificateDigest('sha256', anchor, primitives)),
    certificates: chain.length,
  }
}

/** The period in which every certificate below the anchor is valid, and the moment asked about. */
export function validityEvidence(chain: readonly Certificate[], at: Instant): Evidence {
  const below = chain.length > 1 ? chain.slice(0, -1) : chain
  return {
    at: isoOf(at),
    notBefore: isoOf(Math.max(...below.map((one) => one.notBefore))),
    notAfter: isoOf(Math.min(...below.map((one) => one.notAfter))),
  }
}

/** Who answered for each certificate below the anchor, when; the target is `certificate1`. */
export function revocationEvidence(revocation: readonly AnsweredCertificate[]): Evidence | undefined {
  const answered = revocation.flatMap(({ status, answer }, index) => {
    if (status === 'not-checked' || !answer?.source) return []
    const { source, saidBy, number, thisUpdate } = answer
    const words = [
      status,
      source.toUpperCase() + (number === undefined ? '' : ` #${number}`),
      ...(saidBy === undefined ? [] : [saidBy.slice(0, MAX_NAME)]),
      ...(thisUpdate === undefined ? [] : [isoOf(thisUpdate)]),
    ]
    return [[`certificate${index + 1}`, words.join(' · ')] as const]
  })
  return answered.length > 0 ? Object.fromEntries(answered) : undefined
}

function shortName(certificate: Certificate): string {
  return nameText(certificate.subject).slice(0, MAX_NAME)
}

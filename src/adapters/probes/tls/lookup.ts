// Whether the world knows that a certificate is revoked: its responder and its list asked, each for itself (RFC 6960, RFC 5280 §6.3).

import type { Primitives } from '#core/primitives.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { RevocationLookup, RevocationWord } from '#src/ports.ts'
import type { Egress } from '../../egress/egress.ts'
import { listAnswer, onlineAnswer } from './revocation.ts'

const TIMEOUT_MS = 10_000

export function createRevocationLookup(egress: Egress, primitives: Primitives): RevocationLookup {
  return {
    ask: async ({ certificate, issuer: issuerDer, now }) => {
      const leaf = parseCertificate(certificate)
      const issuer = parseCertificate(issuerDer)
      if (!leaf.ok || !issuer.ok) return { ocsp: silent('unreadable'), crl: silent('unreadable') }
      const question = {
        certificate: leaf.value,
        isCa: extensionOf(leaf.value, 'basicConstraints')?.isCa ?? false,
        at: now,
        timeoutMs: TIMEOUT_MS,
      }
      const asked = { ...question, issuer: issuer.value, staple: undefined, askCrl: 'never' } as const
      const [ocsp, crl] = await Promise.all([
        onlineAnswer(asked, egress, primitives).catch(() => undefined),
        listAnswer(question, issuer.value, egress, primitives).catch(() => undefined),
      ])
      return { ocsp: wordOf(ocsp), crl: wordOf(crl) }
    },
  }
}

function wordOf(answer: RevocationWord | undefined): RevocationWord {
  if (!answer) return silent('no answer')
  return { status: answer.status, problem: answer.status === 'unknown' ? answer.problem : '' }
}

function silent(problem: string): RevocationWord {
  return { status: 'unknown', problem }
}

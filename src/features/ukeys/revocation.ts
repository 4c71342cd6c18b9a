// Whether a path is known not to be revoked: by what is at hand, else by asking the responders and lists the certificates name. Silence is unknown.

import { toHex } from '#core/bytes/hex.ts'
import type { ChainLinkJson } from '#core/verification-report.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import type { Ctx } from '#src/context.ts'

/** `problem`: why nobody could say. */
export type Standing = { status: 'good' | 'revoked' } | { status: 'unknown'; problem: string }

/** Of every certificate below the anchor; the worst counts. A path of an anchor alone has nobody to ask. */
export async function revocationOf(
  ctx: Ctx,
  chain: readonly ChainLinkJson[],
  pool: readonly Certificate[],
): Promise<Standing> {
  if (chain.length < 2) return { status: 'unknown', problem: 'no-issuer' }
  const below = chain.slice(0, -1)
  const found = await Promise.all(below.map((link, index) => standingOf(ctx, link, chain[index + 1], pool)))
  return found.find(({ status }) => status === 'revoked') ?? found.find(({ status }) => status === 'unknown') ?? GOOD
}

const GOOD: Standing = { status: 'good' }

async function standingOf(
  ctx: Ctx,
  link: ChainLinkJson,
  above: ChainLinkJson | undefined,
  pool: readonly Certificate[],
): Promise<Standing> {
  if (link.revocation?.status === 'good') return GOOD
  if (link.revocation?.status === 'revoked') return { status: 'revoked' }
  const [certificate, issuer] = [link, above].map((one) => one && pool.find((held) => isThe(held, one)))
  if (!certificate || !issuer) return { status: 'unknown', problem: 'no-issuer' }
  const { ocsp, crl } = await ctx.ports.revocationLookup.ask({
    certificate: certificate.raw,
    issuer: issuer.raw,
    now: ctx.now,
  })
  const words = [ocsp, crl]
  if (words.some(({ status }) => status === 'revoked')) return { status: 'revoked' }
  if (words.some(({ status }) => status === 'good')) return GOOD
  return { status: 'unknown', problem: words.map(({ problem }) => problem).find((one) => one !== '') ?? 'no answer' }
}

function isThe(certificate: Certificate, { subject, issuer, serialHex }: ChainLinkJson): boolean {
  return (
    serialHex === toHex(certificate.serial) &&
    issuer === nameText(certificate.issuer) &&
    subject === nameText(certificate.subject)
  )
}

// Looks at what is about to be signed, as the certificate it will be: signed by a key that is nobody's, read by our own reader, held
// against the lint rules and, for two, against the rules of a pair. An error refuses the issuance.

import { signedFrame } from '#core/issuance/make-certificate.ts'
import { pairFor } from '#core/issuance/pair.ts'
import { lintCertificate } from '#core/lint/lint.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Ctx } from '#src/context.ts'
import type { BuiltinAuthority } from './standing.ts'

interface Refusal {
  code: string
  params: Record<string, string | number>
}

/** `undefined`: nothing speaks against it. The first certificate is the one for signatures, or the second of a pair: the order is free. */
export async function judgePlanned(
  ctx: Ctx,
  authority: Pick<BuiltinAuthority, 'algorithm' | 'signedWith'>,
  planned: readonly { role: string; tbs: Uint8Array }[],
): Promise<Refusal | undefined> {
  const key = await ctx.ports.keys.throwAway(authority.algorithm)
  const read: { role: string; certificate: Certificate }[] = []
  for (const { role, tbs } of planned) {
    const der = signedFrame(tbs, authority.signedWith, await key.sign(tbs))
    const parsed = parseCertificate(der)
    if (!parsed.ok) return refusal([parsed.error.code])
    const report = lintCertificate(der, { audience: 'private', at: ctx.now, isSelfSigned: role === 'own' })
    if (!report.ok) return refusal([report.error.code])
    const errors = report.value.findings.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) return refusal(errors.map(({ code }) => code))
    read.push({ role, certificate: parsed.value })
  }
  return judgePair(read)
}

function judgePair(read: readonly { role: string; certificate: Certificate }[]): Refusal | undefined {
  if (read.length < 2) return undefined
  const signing = read.find(({ role }) => role === 'sign')?.certificate
  const others = read.filter(({ role }) => role === 'encryption').map(({ certificate }) => certificate)
  if (!signing) return refusal(['reply.pair-several'])
  const { encryption, findings } = pairFor(signing, others)
  if (findings.length > 0) return refusal(findings.map(({ code }) => code))
  return encryption ? undefined : refusal(['reply.pair-several'])
}

function refusal(codes: readonly string[]): Refusal {
  return { code: 'authority.lint-refused', params: { findings: [...new Set(codes)].join(' ') } }
}

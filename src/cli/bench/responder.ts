// The responder under questions about one SM2 certificate: answers it has signed and gives again, each after a look whether it is still so,
// against answers with a nonce, each of which is signed.

import { randomBytes } from 'node:crypto'
import { writeOcspRequest } from '#core/revocation/ocsp.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { appointResponders, publicationRoutes } from '#features/authority/index.ts'
import { issueOne, onAuthority } from './issuing.ts'
import type { Bench } from './judges.ts'
import { cpuMsSince, measurement, median, ROUNDS } from './measurement.ts'

const QUESTIONS = 200

const benchResponder: Bench = () =>
  onAuthority(async ({ ctx, authorityId, request }) => {
    await appointResponders(ctx)
    const { sign, chain } = await issueOne(ctx, authorityId, request)
    const [certificate, issuer] = [parseCertificate(sign), parseCertificate(chain[0] ?? sign)]
    if (!certificate.ok || !issuer.ok) throw new Error('what was issued does not parse')
    const about = { issuer: issuer.value, serial: certificate.value.serial, hash: 'sha1' as const }
    const app = publicationRoutes(() => ctx)
    const answered = async (withNonce: boolean) => {
      const start = process.cpuUsage()
      for (let n = 0; n < QUESTIONS; n++) {
        const question = { ...about, ...(withNonce && { nonce: new Uint8Array(randomBytes(16)) }) }
        const body = new Uint8Array(await writeOcspRequest(question, ctx.ports.primitives))
        const headers = { 'content-length': `${body.length}` }
        const { status } = await app.request('/ocsp', { method: 'POST', headers, body })
        if (status !== 200) throw new Error(`not answered: ${status}`)
      }
      return (QUESTIONS * 1_000) / cpuMsSince(start)
    }
    const kept: number[] = []
    const signed: number[] = []
    await answered(true)
    for (let round = 0; round < ROUNDS; round++) {
      kept.push(await answered(false))
      signed.push(await answered(true))
    }
    const against = 'the same with a nonce, each signed; answers per CPU-second of the service'
    return measurement('ocsp-kept', against, median(kept), median(signed))
  })

export const RESPONDER_BENCHES = { 'ocsp-kept': benchResponder }

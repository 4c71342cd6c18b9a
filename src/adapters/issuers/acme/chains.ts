// The certificate of an order with every chain the CA offers for it (RFC 8555 §7.4.2).

import { OID } from '#core/asn1/oids.ts'
import { latin1 } from '#core/asn1/values.ts'
import { readPem } from '#core/bytes/pem.ts'
import { attributesOf } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { AppError } from '#src/context.ts'
import type { AcmeSession } from './session.ts'

const PEM_CHAIN = 'application/pem-certificate-chain'
/** Of alternates that are fetched: CAs offer two or three. */
const MAX_ALTERNATES = 5
const MAX_CHAIN = 10

/** The preferred chain first, otherwise in the order of the server. */
export async function downloadChains(session: AcmeSession, url: string, account: string): Promise<Uint8Array[][]> {
  const first = await session.post(url, account, undefined, PEM_CHAIN)
  const chains = [chainOf(first.body)]
  for (const alternate of alternatesOf(first.headers.link, url).slice(0, MAX_ALTERNATES))
    chains.push(chainOf((await session.post(alternate, account, undefined, PEM_CHAIN)).body))
  const { preferredChain } = session.settings
  if (preferredChain === undefined) return chains
  const rank = (chain: Uint8Array[]) => (endsAt(chain, preferredChain) ? 0 : 1)
  return chains.sort((a, b) => rank(a) - rank(b))
}

function chainOf(body: Uint8Array): Uint8Array[] {
  const blocks = readPem(latin1(body))
  const isPlain =
    blocks.length > 0 && blocks.length <= MAX_CHAIN && blocks.every(({ label }) => label === 'CERTIFICATE')
  if (!isPlain)
    throw new AppError('unavailable', 'issuer.acme-answer-malformed', { what: 'chain', code: 'acme.pem-chain' })
  return blocks.map(({ bytes }) => bytes)
}

/** Addresses of `Link: <…>;rel="alternate"` (RFC 8288); relative ones stand against the address asked. */
export function alternatesOf(header: string | undefined, base: string): string[] {
  const links = [...(header ?? '').matchAll(/<([^>]*)>([^<]*)/g)]
  return links.flatMap(([, target = '', params = '']) => {
    const isAlternate = /;\s*rel\s*=\s*"?alternate"?(?=[\s;,]|$)/i.test(params)
    return isAlternate && URL.canParse(target, base) ? [new URL(target, base).href] : []
  })
}

/** Whether the topmost certificate, or the one that issued it, has this common name. */
function endsAt(chain: readonly Uint8Array[], commonName: string): boolean {
  const top = parseCertificate(chain.at(-1) ?? new Uint8Array())
  if (!top.ok) return false
  return [top.value.subject, top.value.issuer].some((name) => attributesOf(name, OID.commonName).includes(commonName))
}

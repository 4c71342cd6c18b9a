// Whom a report is about: role, certificate, masked identity, chain, level, how long it holds, and the steps.

import type { ChainLinkJson, SignerJson, StopsValidatingJson } from '#core/verification-report.ts'
import { heading, keep, type Paper, paragraph, row } from './paper.ts'
import { VERDICT_COLOURS, writeSteps } from './steps.ts'
import { momentText, type Wording } from './wording.ts'

export function writeSigner(paper: Paper, signer: SignerJson, ordinal: number, wording: Wording): void {
  const { say } = wording
  heading(paper, `${ordinal}. ${say(`role.${signer.role}`)}`, 96)
  row(paper, say('conclusion'), say(`verdict.${signer.verdict}`), { colour: VERDICT_COLOURS[signer.verdict] })
  writeCertificate(paper, signer, wording)
  for (const field of signer.identity) row(paper, wording.pick(field), field.value)
  if (signer.level) row(paper, say('level'), say(`level.${signer.level}`))
  writeTimes(paper, signer, wording)
  if (signer.stopsValidating) writeStops(paper, signer.stopsValidating, wording)
  writeChain(paper, signer.chain ?? [], wording)
  subheading(paper, say('steps'))
  writeSteps(paper, signer.steps, wording)
}

export function writeStops(paper: Paper, { at, text }: StopsValidatingJson, wording: Wording): void {
  row(paper, wording.say('stops'), `${momentText(at)}  ${wording.pick(text)}`)
}

function subheading(paper: Paper, text: string): void {
  paper.y += 5
  keep(paper, 60)
  paragraph(paper, text, { size: 10.5, after: 4 })
}

/** Where there is a chain, the rest of the certificate stands there. */
function writeCertificate(paper: Paper, signer: SignerJson, { say }: Wording): void {
  row(paper, say('subject'), signer.subject ?? say('no-certificate'))
  const { issuer, serialHex, notBefore, notAfter, algorithm, chain } = signer
  if (chain?.length || !issuer || !serialHex || !notBefore || !notAfter || !algorithm) return
  writeFields(paper, { issuer, serialHex, notBefore, notAfter, algorithm }, say)
}

type Fields = Pick<ChainLinkJson, 'issuer' | 'serialHex' | 'notBefore' | 'notAfter' | 'algorithm'>

function writeFields(paper: Paper, fields: Fields, say: Wording['say'], style = {}): void {
  row(paper, say('issuer'), fields.issuer, style)
  row(paper, say('serial'), fields.serialHex, style)
  row(paper, say('validity'), `${momentText(fields.notBefore)} – ${momentText(fields.notAfter)}`, style)
  row(paper, say('algorithm'), fields.algorithm, style)
}

function writeTimes(paper: Paper, { times }: SignerJson, { say }: Wording): void {
  if (times.claimed) row(paper, say('claimed'), momentText(times.claimed))
  if (times.proven) row(paper, say('proven'), momentText(times.proven))
}

function writeChain(paper: Paper, chain: readonly ChainLinkJson[], { say }: Wording): void {
  if (chain.length === 0) return
  subheading(paper, say('chain'))
  const style = { size: 8.5, indent: 16 }
  for (const link of chain) {
    keep(paper, 90)
    paragraph(paper, say(`link.${link.role}`), { size: 9.5, after: 2 })
    row(paper, say('subject'), link.subject, style)
    writeFields(paper, link, say, style)
    if (link.revocation) row(paper, say('revocation'), revocationText(link.revocation, say), style)
    paper.y += 3
  }
}

function revocationText(revocation: NonNullable<ChainLinkJson['revocation']>, say: Wording['say']): string {
  const { status, source, thisUpdate, revokedAt } = revocation
  return [
    say(`revocation.${status}`),
    ...(revokedAt ? [say('revoked-at', { time: momentText(revokedAt) })] : []),
    ...(source ? [source.toUpperCase()] : []),
    ...(thisUpdate ? [say('revocation-issued', { time: momentText(thisUpdate) })] : []),
  ].join(' · ')
}

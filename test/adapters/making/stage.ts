// What the suites of makers share: the declared test user as signer, an authority that stamps, files to sign, and checkers from outside.

import { spawnSync } from 'node:child_process'
import { openSigner } from '#adapters/keys/signer.ts'
import type { SigningIdentity } from '#adapters/making/pdf.ts'
import type { Stamp } from '#adapters/making/stamp.ts'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import { hash } from '#adapters/pkijs/signed-data.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { latin1 } from '#core/asn1/values.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { ascii, CATALOG, DOCUMENT, PAGE, pdfOf } from '../../support/pdf.ts'

export const identityOf = (family: Family): SigningIdentity => ({
  signer: openSigner(privateKey(family, 'user-sign')),
  certificate: certificate(family, 'user-sign'),
  chain: [certificate(family, 'issuing')],
})

/** Three seconds before the reference instant, by the authority of the family. */
export const stampOf =
  (family: Family): Stamp =>
  (octets, digest) =>
    makeTimestampToken({
      imprint: { digest, hashed: hash(digest, octets) },
      genTime: REFERENCE - 3000,
      serial: 1,
      policy: '1.2.3',
      signer: openSigner(privateKey(family, 'tsa')),
      certificate: certificate(family, 'tsa'),
      certificates: [certificate(family, 'tsa'), certificate(family, 'issuing')],
    })

const { 5: _, 6: __, 8: ___, ...UNSIGNED } = DOCUMENT
const PLAIN_PAGE = PAGE.replace(' /Annots [5 0 R 7 0 R]', ' /Annots [7 0 R]')

/** One page of 300 by 200 points with a text field, not signed; its cross-reference is a table. */
export const tablePdf = (page = PLAIN_PAGE, trailer = '') =>
  pdfOf({ ...UNSIGNED, 1: CATALOG.replace('8 0 R', '<< /Fields [7 0 R] >>'), 3: page }, trailer)

export const turnedPage = (degrees: number) => PLAIN_PAGE.replace('/Type /Page', `/Type /Page /Rotate ${degrees}`)

/** The same with a cross-reference stream, as newer writers save. */
export function streamPdf(): Uint8Array {
  const text = latin1(tablePdf())
  const body = text.slice(0, text.lastIndexOf('xref\n0 1'))
  const numbers = [...body.matchAll(/(?:^|\n)(\d+) 0 obj/g)].map((match) => ({
    number: Number(match[1]),
    offset: (match.index ?? 0) + (match[0].startsWith('\n') ? 1 : 0),
  }))
  const all = [...numbers, { number: 39, offset: body.length }].sort((a, b) => a.number - b.number)
  const rows = all.flatMap(({ offset }) => [1, offset >> 8, offset & 0xff])
  const index = all.map(({ number }) => `${number} 1`).join(' ')
  const head = `39 0 obj\n<< /Type /XRef /Size 40 /Root 1 0 R /W [1 2 0] /Index [${index}] /Length ${rows.length} >>\nstream\n`
  const tail = `\nendstream\nendobj\nstartxref\n${body.length}\n%%EOF\n`
  return concatBytes(ascii(body), ascii(head), Uint8Array.from(rows), ascii(tail))
}

/** What poppler says, without asking whom it trusts. */
export function pdfsig(path: string): string {
  return spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8', timeout: 20_000 }).stdout
}

export const hasPdfsig = spawnSync('pdfsig', ['-v']).status === 0

/** Taken out of the file by its text alone: what is signed, and the message as it stands, without the padding. */
export function takenApart(file: Uint8Array): { signed: Uint8Array; message: Uint8Array } {
  const text = latin1(file)
  const [, a = '', b = '', c = '', d = ''] = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/.exec(text) ?? []
  const [from, first, second, length] = [a, b, c, d].map(Number) as [number, number, number, number]
  const hex = text.slice(first + 1, second - 1)
  const octets = new Uint8Array(Buffer.from(hex, 'hex'))
  return {
    signed: concatBytes(file.subarray(from, from + first), file.subarray(second, second + length)),
    message: octets.subarray(0, derLength(octets)),
  }
}

function derLength(octets: Uint8Array): number {
  const count = (octets[1] ?? 0) & 0x7f
  if ((octets[1] ?? 0) < 0x80) return 2 + (octets[1] ?? 0)
  return 2 + count + octets.subarray(2, 2 + count).reduce((sum, one) => sum * 256 + one, 0)
}

/** One octet of the page's text changed. */
export function flipped(file: Uint8Array): Uint8Array {
  const copy = file.slice()
  const at = latin1(copy).indexOf('signed text')
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

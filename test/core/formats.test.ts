import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { writePem } from '#core/bytes/pem.ts'
import { formatOf, judgedObjects } from '#core/formats.ts'
import { verifyObject } from '#core/verify.ts'
import { certificate, REFERENCE } from '../fixtures/built.ts'

const pem = writePem('CERTIFICATE', certificate('rsa', 'user-sign'))
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const LOOKS_EMPTY = '\n \t'.repeat(700)

const judge = (text: string) =>
  verifyObject(
    {
      object: { name: 'file', bytes: bytes(text) },
      format: 'auto',
      anchors: [{ name: 'root', bytes: certificate('rsa', 'root') }],
      intermediates: [{ name: 'issuing', bytes: certificate('rsa', 'issuing') }],
      crls: [],
      ocsps: [],
      at: REFERENCE,
      requireRevocation: false,
    },
    nodePrimitives,
  )

describe('a certificate by itself', () => {
  it('is judged as one', async () => expect((await judge(pem)).verdict).toBe('VALID'))
})

describe('a document that holds a certificate in PEM is never judged as that certificate:', () => {
  it.each([
    ['XML', 'xml', `<a>${pem}</a>`],
    ['XML behind a line break', 'xml', `\n<a>${pem}</a>`],
    ['XML behind more blanks than the beginning of a file', 'xml', `${LOOKS_EMPTY}<a>${pem}</a>`],
    ['XML behind a byte order mark and a line break', 'xml', `\u00ef\u00bb\u00bf\r\n<a>${pem}</a>`],
    ['JSON', 'jws', `{"payload":"${pem}"}`],
    ['JSON behind more blanks than the beginning of a file', 'jws', `${LOOKS_EMPTY}{"payload":"${pem}"}`],
    ['a PDF behind other octets', 'pdf', `garbage\n%PDF-1.7\n${pem}`],
    ['a compact JWS before it', 'jws', `eyJhbGciOiJSUzI1NiJ9.AAAA.AAAA\n${pem}`],
    [
      'a signed mail',
      'smime',
      `MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="b"\r\n\r\n--b\r\n\r\n${pem}\r\n--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--b--\r\n`,
    ],
  ])('%s', async (_, format, text) => {
    expect(judgedObjects(bytes(text))).toEqual([bytes(text)])
    expect(formatOf(bytes(text))).toBe(format)
    expect((await judge(text)).verdict).not.toBe('VALID')
  })
})

describe('a compact JWS', () => {
  it.each([[10], [1_000], [100_000]])('is recognised with a header of %i octets and more', (size) => {
    const header = toBase64(bytes(`{"alg":"RS256","x5c":["${'A'.repeat(size)}"]}`)).replace(/=+$/, '')
    expect(formatOf(bytes(`${header}.e30.AAAA`))).toBe('jws')
    expect(formatOf(bytes(`${header}.e30`))).toBe('unknown')
    expect(judgedObjects(bytes(`${header}.e30.AAAA`))).toEqual([bytes(`${header}.e30.AAAA`)])
  })
})

import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { writePem } from '#core/bytes/pem.ts'
import { isSm2Point } from '#core/gm/sm2.ts'
import { messages } from '#core/messages/index.ts'
import { judgeRequest } from '#core/x509/request.ts'
import { readRequestFile } from '#core/x509/request-file.ts'
import { CFCA_SAMPLE } from '../../support/requests.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

const sm2 = generateKey('sm2')
const der = await makeCertificationRequest({
  subject: { C: 'CN', O: '上海市测试机构', CN: '*.rsj.sh.gov.cn' },
  sans: ['*.rsj.sh.gov.cn'],
  signer: openSigner(sm2),
})
const pem = writePem('CERTIFICATE REQUEST', der)
const cfca = fromBase64(CFCA_SAMPLE) ?? new Uint8Array()

/** Names of the notices, or the error as `code@offset`. */
function told(file: Uint8Array): string[] | string {
  const read = readRequestFile(file)
  if (!read.ok) return `${read.error.code}@${read.error.offset}`
  for (const { code, effect } of read.value.notices) {
    expect(messages[code], code).toBeDefined()
    expect(effect).toBe('note')
  }
  return read.value.notices.map(({ code }) => code.replace('request.form.', ''))
}

function utf16(text: string, isLittle: boolean): Uint8Array {
  const octets = [...`\ufeff${text}`].flatMap((one) => [one.charCodeAt(0) & 255, one.charCodeAt(0) >> 8])
  return Uint8Array.from(isLittle ? octets : octets.map((_, at) => octets[at ^ 1] ?? 0))
}

/** The outer SEQUENCE with an indefinite length: BER, whose signed part is DER still. */
const ber = joined(Uint8Array.of(0x30, 0x80), der.subarray(4), Uint8Array.of(0, 0))

describe('a file with a certification request', () => {
  it.each<[string, Uint8Array, string[]]>([
    ['DER', der, []],
    ['PEM', bytes(pem), []],
    ['PEM with Windows line ends', bytes(pem.replaceAll('\n', '\r\n')), []],
    [
      'PEM under the old header',
      bytes(pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')),
      ['new-header'],
    ],
    ['PEM with a byte order mark', bytes(`\ufeff${pem}`), ['byte-order-mark']],
    ['PEM in UTF-16 as Notepad saves it', utf16(pem, true), ['byte-order-mark']],
    ['PEM in UTF-16, the other way round', utf16(pem, false), ['byte-order-mark']],
    ['Base64 without armour', bytes(toBase64(der)), ['without-armour']],
    ['Base64 in lines', bytes(toBase64(der).replace(/.{76}/g, '$&\r\n')), ['without-armour']],
    ['PEM after words', bytes(`请签发：\n${pem}`), ['text-around']],
    ['PEM with headers inside', bytes(pem.replace('-----\n', '-----\nX-Tool: 1\nX-Two: 2\n\n')), ['armour-headers']],
    ['PEM whose last line differs', bytes(pem.replace('END CERT', 'END NEW CERT')), ['end-differs']],
    ['two requests', bytes(pem + pem), ['several-requests']],
    ['a line break behind the DER', joined(der, bytes('\r\n')), ['trailing-bytes']],
    ['BER', ber, ['ber']],
  ])('is read as %s', (_, file, notices) => {
    expect(told(file)).toEqual(notices)
    const read = readRequestFile(file)
    expect(read.ok && toHex(read.value.request.raw)).toBe(toHex(der))
  })

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'request.no-request@0'],
    ['words', bytes('not a request'), 'request.no-request@0'],
    ['a certificate', bytes(pem.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE')), 'request.no-request@0'],
    ['PEM that never ends', bytes(pem.slice(0, -40)), 'request.armour-open@0'],
    ['PEM with a character too many', bytes(pem.replace('\nM', '\nM*')), 'request.armour-not-base64@35'],
    ['half a request', der.subarray(0, 100), 'der.truncated@0'],
    ['half a request and a line break', joined(der.subarray(0, 100), bytes('\n')), 'der.truncated@0'],
    ['too much', new Uint8Array(1 << 20), 'request.too-large@0'],
  ])('is refused with a code and an offset when it is %s', (_, file, error) => {
    expect(told(file)).toBe(error)
  })

  it('gives both keys of a dual-certificate request and names every peculiarity', async () => {
    const read = readRequestFile(cfca)
    if (!read.ok) return expect.fail(read.error.code)
    expect(told(cfca)).toEqual(['wide-names', 'null-parameters', 'temporary-key'])
    const { request, temporaryKey } = read.value
    expect(isSm2Point(temporaryKey ?? new Uint8Array())).toBe(true)
    expect(toHex(temporaryKey ?? new Uint8Array()).slice(0, 18)).toBe('0469904b24b6d3fcd0')
    expect(await judgeRequest(request, nodePrimitives)).toMatchObject({ isIntact: true, provenUnder: 'default-id' })
  })

  it('takes no temporary key that is not on the curve', () => {
    const changed = Uint8Array.from(cfca)
    const at = Buffer.from(cfca).indexOf(Buffer.from('69904b24', 'hex'))
    changed[at] = (changed[at] ?? 0) ^ 1
    const read = readRequestFile(changed)
    expect(read.ok && read.value.temporaryKey).toBeUndefined()
    expect(told(changed)).toEqual(['wide-names', 'null-parameters', 'temporary-key', 'temporary-key-unreadable'])
  })

  it('says under which identifier an SM2 request holds', async () => {
    const under = async (sm2Id: Uint8Array | null) => {
      const made = await makeCertificationRequest({ subject: { CN: 'x' }, signer: openSigner(sm2, { sm2Id }) })
      const read = readRequestFile(made)
      return read.ok ? judgeRequest(read.value.request, nodePrimitives) : expect.fail(read.error.code)
    }
    const empty = await under(new Uint8Array())
    expect(empty).toMatchObject({ isIntact: true, provenUnder: 'empty-id' })
    expect(empty.findings[0]).toMatchObject({ code: 'request.sm2-empty-id', effect: 'defect' })
    expect(await under(null)).toMatchObject({ isIntact: false, provenUnder: 'without-za' })
    expect(await under(bytes('1234567812345679'))).toMatchObject({ isIntact: false, provenUnder: 'nothing' })
  })
})

import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { fromBase64 } from '#core/bytes/base64.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { generalNameText, nameText } from '#core/x509/names.ts'
import { type CertificationRequest, judgeRequest, parseRequest, requestedNames } from '#core/x509/request.ts'
import { CFCA_SAMPLE } from '../../support/requests.ts'

function read(der: Uint8Array): CertificationRequest {
  const request = parseRequest(der)
  if (!request.ok) throw new Error(`${request.error.code} at ${request.error.offset}`)
  return request.value
}

async function codesOf(der: Uint8Array): Promise<string[]> {
  const { isIntact, findings } = await judgeRequest(read(der), nodePrimitives)
  return [isIntact ? 'intact' : 'broken', ...findings.map(({ code }) => code)]
}

const order = {
  subject: { C: 'CN', O: '上海市测试机构', CN: '*.rsj.sh.gov.cn' },
  sans: ['*.rsj.sh.gov.cn', '10.0.0.7'],
}

describe('certification requests', () => {
  it.each([
    ['rsa2048', 'RSA', 2048],
    ['p256', 'P-256', 256],
    ['p384', 'P-384', 384],
    ['sm2', 'SM2', 256],
  ] as const)('are read and their signature checked for %s keys', async (algorithm, kind, bits) => {
    const signer = openSigner(generateKey(algorithm))
    const der = await makeCertificationRequest({ ...order, signer })
    const request = read(der)
    expect(nameText(request.subject)).toBe('CN=*.rsj.sh.gov.cn,O=上海市测试机构,C=CN')
    expect(requestedNames(request).map(generalNameText)).toEqual(order.sans)
    expect(keyKindOf(request)).toEqual({ algorithm: kind, bits })
    expect(await codesOf(der)).toEqual(['intact'])
    const spoiled = await makeCertificationRequest({ ...order, signer, spoilSignature: true })
    expect(await codesOf(spoiled)).toEqual(['broken', 'request.signature-broken'])
  })

  it('say which wrong SM2 identifier they were signed under', async () => {
    const key = generateKey('sm2')
    const under = async (sm2Id: Uint8Array | null) =>
      codesOf(await makeCertificationRequest({ ...order, signer: openSigner(key, { sm2Id }) }))
    expect(await under(new Uint8Array())).toEqual(['intact', 'request.sm2-empty-id'])
    expect(await under(null)).toEqual(['broken', 'request.sm2-without-za'])
    expect(await under(new TextEncoder().encode('1234567812345679'))).toEqual(['broken', 'request.signature-broken'])
  })

  it('name a short RSA key and missing alternative names', async () => {
    const der = await makeCertificationRequest({ subject: { CN: 'x' }, signer: openSigner(generateKey('rsa1024')) })
    expect(await codesOf(der)).toEqual(['intact', 'request.no-alternative-names', 'request.key-too-short'])
  })

  it('in the dual-certificate form of CFCA are read, verified, and its deviations named', async () => {
    const der = fromBase64(CFCA_SAMPLE) ?? new Uint8Array()
    const request = read(der)
    expect(nameText(request.subject)).toBe('CN=certRequisition,O=CFCA TEST CA,C=CN')
    expect(await codesOf(der)).toEqual([
      'intact',
      'request.attribute-without-set',
      'request.challenge-password',
      'request.no-alternative-names',
    ])
    const changed = Uint8Array.from(der)
    changed[60] = (changed[60] ?? 0) ^ 1
    expect((await codesOf(changed))[0]).toBe('broken')
  })

  it('are refused with a code and an offset when malformed', async () => {
    const der = await makeCertificationRequest({ ...order, signer: openSigner(generateKey('p256')) })
    const version = Uint8Array.from(der)
    version[version.indexOf(0x02) + 2] = 1
    const cases: [Uint8Array, string][] = [
      [der.subarray(0, -1), 'der.truncated'],
      [Uint8Array.of(...der, 0), 'der.trailing-bytes'],
      [version, 'request.version'],
      [new Uint8Array(1 << 17), 'request.too-large'],
    ]
    for (const [bytes, code] of cases) {
      expect(parseRequest(bytes)).toMatchObject({ ok: false, error: { code, offset: expect.any(Number) } })
    }
  })
})

import { describe, expect, it } from 'vitest'
import { fromBase64 } from '#core/bytes/base64.ts'
import { contents, keyOf, whole } from './der.ts'
import { postJson, withLaboratory } from './laboratory.ts'
import { openssl, sm2Verifies, withFiles } from './openssl.ts'

const world = withLaboratory()
const files = withFiles()
const DOCUMENT = new TextEncoder().encode('自助经办平台 CANARY')
const TAMPERED = DOCUMENT.map((octet, index) => (index === 7 ? octet ^ 1 : octet))

describe.each(['signing-a', 'signing-b', 'signing'])('the signing server at %s', (service) => {
  const sign = async (algorithm: string) => {
    const { body } = await postJson(world.lab, service, '/sign', { data: DOCUMENT, algorithm })
    return fromBase64(String(body.signature)) ?? new Uint8Array()
  }
  const check = async (data: Uint8Array, signature: Uint8Array) =>
    (await postJson(world.lab, service, '/verify', { data, signature })).body

  it('signs with RSA so that OpenSSL verifies the message over the data, and not over a changed copy', async () => {
    const message = files.put(await sign('rsa'))
    const { root, issuing } = world.lab.authorities.rsa
    const verifyOver = (data: Uint8Array) =>
      openssl([
        ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', message, '-content', files.put(data)],
        ...['-CAfile', files.putCertificates(root), '-certfile', files.putCertificates(issuing), '-purpose', 'any'],
      ])
    expect((await verifyOver(DOCUMENT)).text).toContain('Verification successful')
    expect((await verifyOver(TAMPERED)).text).toContain('Verification failure')
  })

  it('signs with SM2 in the Chinese form, over the data itself', async () => {
    const message = await sign('sm2')
    expect(Buffer.from(contents(message, 0)).toString('hex')).toBe('2a811ccf550601040202')
    const certificates = [whole(message, 1, 0, 3, 0), whole(message, 1, 0, 3, 1)]
    const value = contents(message, 1, 0, -1, 0, 4)
    const verdicts = await Promise.all(certificates.map((one) => sm2Verifies(files, keyOf(one), DOCUMENT, value)))
    expect(verdicts.filter(Boolean)).toHaveLength(1)
  })

  it.each(['rsa', 'sm2'])('accepts its own %s signature and refuses it over a changed copy', async (algorithm) => {
    const signature = await sign(algorithm)
    expect(await check(DOCUMENT, signature)).toMatchObject({ valid: true })
    expect(await check(TAMPERED, signature)).toMatchObject({ valid: false, reason: 'signature-wrong' })
    expect(await check(DOCUMENT, Uint8Array.of(0x30, 0))).toMatchObject({ valid: false, reason: 'malformed' })
  })
})

it('accepts a tampered text with sign.tampered-accepted, and signs wrongly with sign.signature-invalid', async () => {
  const { body } = await postJson(world.lab, 'signing-a', '/sign', { data: DOCUMENT, algorithm: 'sm2' })
  const question = { data: TAMPERED, signature: String(body.signature) }
  await world.lab.setFault('signing-a', 'sign.tampered-accepted', true)
  expect((await postJson(world.lab, 'signing-a', '/verify', question)).body).toMatchObject({ valid: true })
  expect((await postJson(world.lab, 'signing-b', '/verify', question)).body).toMatchObject({ valid: false })
  await world.lab.setFault('signing-b', 'sign.signature-invalid', true)
  const broken = (await postJson(world.lab, 'signing-b', '/sign', { data: DOCUMENT, algorithm: 'sm2' })).body
  const again = { data: DOCUMENT, signature: String(broken.signature) }
  expect((await postJson(world.lab, 'signing-b', '/verify', again)).body).toMatchObject({ valid: false })
})

it('refuses an untouched text with sign.valid-refused', async () => {
  const { body } = await postJson(world.lab, 'signing-a', '/sign', { data: DOCUMENT, algorithm: 'rsa' })
  const question = { data: DOCUMENT, signature: String(body.signature) }
  await world.lab.setFault('signing-a', 'sign.valid-refused', true)
  expect((await postJson(world.lab, 'signing-a', '/verify', question)).body).toMatchObject({ valid: false })
  expect((await postJson(world.lab, 'signing-b', '/verify', question)).body).toMatchObject({ valid: true })
})

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { childrenOf } from '#core/asn1/der.ts'
import { utf8Text } from '#core/asn1/values.ts'
import { fromBase64 } from '#core/bytes/base64.ts'
import { at, bits, contents, keyOf, whole } from './der.ts'
import { postJson, withLaboratory } from './laboratory.ts'
import { openssl, sm2Verifies, withFiles } from './openssl.ts'

const world = withLaboratory()
const files = withFiles()
const DOCUMENT = new TextEncoder().encode('上海市人力资源和社会保障局 CANARY')
const TAMPERED = DOCUMENT.map((octet, index) => (index === 7 ? octet ^ 1 : octet))

async function seal(service: string): Promise<Uint8Array> {
  const { body } = await postJson(world.lab, service, '/seal', { document: DOCUMENT })
  return fromBase64(String(body.signature)) ?? new Uint8Array()
}

const verify = async (service: string, document: Uint8Array, signature: Uint8Array) =>
  (await postJson(world.lab, service, '/verify', { document, signature })).body

const sm3 = (bytes: Uint8Array) => new Uint8Array(createHash('sm3').update(bytes).digest())

describe.each(['seal-a', 'seal-b', 'seal'])('the e-seal server at %s', (service) => {
  it('makes a seal signature whose three SM2 signatures and digest OpenSSL confirms', async () => {
    const signature = await seal(service)
    const sealDer = whole(signature, 0, 1)
    expect(bits(signature, 0, 3)).toEqual(sm3(DOCUMENT))
    const sealer = contents(signature, 1)
    expect(sealer).toEqual(world.lab.seal.sealerCertificate)
    expect(await sm2Verifies(files, keyOf(sealer), whole(signature, 0), bits(signature, 3))).toBe(true)
    const maker = contents(sealDer, 1)
    expect(maker).toEqual(world.lab.seal.makerCertificate)
    expect(await sm2Verifies(files, keyOf(maker), whole(sealDer, 0), bits(sealDer, 3))).toBe(true)
    for (const certificate of [maker, sealer]) {
      const issuer = world.lab.authorities.sm2.issuing
      expect(await sm2Verifies(files, keyOf(issuer), whole(certificate, 0), bits(certificate, 2))).toBe(true)
    }
  })

  it('lists the sealer in the seal and seals inside its validity', async () => {
    const property = ['ES', world.lab.seal.sealerCertificate] as const
    const sealDer = whole(await seal(service), 0, 1)
    expect(utf8Text(contents(sealDer, 0, 0, 0))).toBe(property[0])
    expect(contents(sealDer, 0, 2, 3, 0)).toEqual(property[1])
    const text = (index: number) => utf8Text(contents(sealDer, 0, 2, index)) ?? ''
    const sealedAt = utf8Text(contents(await seal(service), 0, 2)) ?? ''
    expect(text(5) < sealedAt && sealedAt < text(6)).toBe(true)
  })

  it('attaches a timestamp over the signature value', async () => {
    const signature = await seal(service)
    const token = files.put(bits(signature, 4, 0))
    const { text } = await openssl(['ts', '-reply', '-token_in', '-in', token, '-token_out', '-text'])
    const dumped = [...text.matchAll(/^ {4}[0-9a-f]{4} - ([0-9a-f -]{47})/gm)].slice(0, 2).map(([, hex]) => hex)
    expect(text).toContain('Hash Algorithm: sm3')
    expect(dumped.join(' ').replace(/[^0-9a-f]/g, '')).toBe(Buffer.from(sm3(bits(signature, 3))).toString('hex'))
  })

  it('accepts its own seal signature and refuses it over a copy with one bit changed', async () => {
    const signature = await seal(service)
    expect(await verify(service, DOCUMENT, signature)).toMatchObject({ valid: true })
    expect(await verify(service, TAMPERED, signature)).toMatchObject({ valid: false, reason: 'digest-differs' })
    const broken = signature.slice()
    broken[20] = (broken[20] ?? 0) ^ 1
    expect(await verify(service, DOCUMENT, broken)).toMatchObject({ valid: false })
  })
})

describe('a faulty e-seal server', () => {
  it('accepts the tampered copy with seal.tampered-accepted', async () => {
    const signature = await seal('seal-b')
    await world.lab.setFault('seal-b', 'seal.tampered-accepted', true)
    expect(await verify('seal-b', TAMPERED, signature)).toMatchObject({ valid: true })
    expect(await verify('seal-a', TAMPERED, signature)).toMatchObject({ valid: false })
  })

  it('refuses an untouched document with seal.valid-refused', async () => {
    const signature = await seal('seal-b')
    await world.lab.setFault('seal-b', 'seal.valid-refused', true)
    expect(await verify('seal-b', DOCUMENT, signature)).toMatchObject({ valid: false })
    expect(await verify('seal-a', DOCUMENT, signature)).toMatchObject({ valid: true })
  })

  it('signs wrongly with seal.signature-invalid', async () => {
    await world.lab.setFault('seal-a', 'seal.signature-invalid', true)
    const signature = await seal('seal-a')
    expect(await sm2Verifies(files, keyOf(contents(signature, 1)), whole(signature, 0), bits(signature, 3))).toBe(false)
  })

  it('uses a seal that has ended with seal.seal-expired', async () => {
    await world.lab.setFault('seal-a', 'seal.seal-expired', true)
    const signature = await seal('seal-a')
    const end = utf8Text(contents(signature, 0, 1, 0, 2, 6)) ?? ''
    expect(end < (utf8Text(contents(signature, 0, 2)) ?? '')).toBe(true)
    expect(await sm2Verifies(files, keyOf(contents(signature, 1)), whole(signature, 0), bits(signature, 3))).toBe(true)
  })

  it('leaves the timestamp out with seal.timestamp-missing', async () => {
    await world.lab.setFault('seal-a', 'seal.timestamp-missing', true)
    const signature = await seal('seal-a')
    expect(childrenOf(at(signature))).toMatchObject({ ok: true, value: { length: 4 } })
    await world.lab.setFault('seal-a', 'seal.timestamp-missing', false)
    expect(childrenOf(at(await seal('seal-a')))).toMatchObject({ ok: true, value: { length: 5 } })
  })

  it('complains about a body it cannot read', async () => {
    expect((await postJson(world.lab, 'seal-a', '/seal', { document: 'not base64!' })).status).toBe(400)
    expect((await postJson(world.lab, 'seal-a', '/seal', {})).body).toEqual({ error: 'document must be base64' })
  })
})

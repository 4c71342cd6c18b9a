import { describe, expect, it } from 'vitest'
import { fromBase64 } from '#core/bytes/base64.ts'
import { FAMILIES, type Family } from '#lab/family.ts'
import { postJson, withLaboratory } from './laboratory.ts'

const now = Date.UTC(2026, 5, 15, 8)
let clock = now
const world = withLaboratory({ now: () => clock })

async function challenge(service: string): Promise<Uint8Array> {
  const response = await fetch(`${world.lab.service(service).url}/challenge`)
  const { challenge } = (await response.json()) as { challenge: string }
  return fromBase64(challenge) ?? new Uint8Array()
}

/** Signs a challenge with a canary's key and hands it in with one of its certificates. */
async function answer(service: string, family: Family, standing: 'good' | 'revoked' | 'expired', given?: Uint8Array) {
  const { certificates, signer } = world.lab.canaries[family]
  const question = given ?? (await challenge(service))
  const signature = await signer.sign(question)
  return postJson(world.lab, service, '/response', {
    challenge: question,
    certificate: certificates[standing],
    signature,
  })
}

describe.each(['authentication-a', 'authentication-b', 'authentication'])('the login at %s', (service) => {
  it('gives challenges of 32 bytes, each another', async () => {
    const [one, two] = [await challenge(service), await challenge(service)]
    expect(one).toHaveLength(32)
    expect(one).not.toEqual(two)
  })

  it.each(FAMILIES)('accepts a good %s certificate and refuses a revoked or an expired one', async (family) => {
    expect(await answer(service, family, 'good')).toMatchObject({ status: 200, body: { accepted: true } })
    expect(await answer(service, family, 'revoked')).toMatchObject({
      status: 401,
      body: { reason: 'certificate-revoked' },
    })
    expect(await answer(service, family, 'expired')).toMatchObject({
      status: 401,
      body: { reason: 'certificate-expired' },
    })
  })

  it('takes an answer once', async () => {
    const question = await challenge(service)
    expect(await answer(service, 'sm2', 'good', question)).toMatchObject({ status: 200 })
    expect(await answer(service, 'sm2', 'good', question)).toMatchObject({
      status: 401,
      body: { reason: 'challenge-unknown' },
    })
  })
})

describe('the login', () => {
  it('takes a challenge of one node on the other, once', async () => {
    const question = await challenge('authentication-a')
    expect((await answer('authentication-b', 'rsa', 'good', question)).status).toBe(200)
    expect((await answer('authentication-a', 'rsa', 'good', question)).status).toBe(401)
  })

  it('forgets a challenge after two minutes', async () => {
    const question = await challenge('authentication-a')
    const late = await challenge('authentication-a')
    clock = now + 120_000
    expect((await answer('authentication-a', 'rsa', 'good', question)).status).toBe(200)
    clock = now + 120_001
    expect((await answer('authentication-a', 'rsa', 'good', late)).status).toBe(401)
    clock = now
  })

  it('refuses a signature over another challenge, and a certificate nobody of the laboratory issued', async () => {
    const { certificates, signer } = world.lab.canaries.sm2
    const [one, two] = [await challenge('authentication-a'), await challenge('authentication-a')]
    const crossed = { challenge: one, certificate: certificates.good, signature: await signer.sign(two) }
    expect(await postJson(world.lab, 'authentication-a', '/response', crossed)).toMatchObject({
      body: { reason: 'signature-wrong' },
    })
    const foreign = { challenge: two, certificate: world.lab.authorities.sm2.root, signature: await signer.sign(two) }
    expect(await postJson(world.lab, 'authentication-a', '/response', foreign)).toMatchObject({
      body: { reason: 'certificate-unknown' },
    })
  })

  it.each([
    ['auth.revoked-accepted', 'revoked', 'expired'],
    ['auth.expired-accepted', 'expired', 'revoked'],
  ] as const)('with %s lets in the %s certificate, still not the %s one', async (fault, accepted, refused) => {
    await world.lab.setFault('authentication-b', fault, true)
    expect((await answer('authentication-b', 'ecdsa', accepted)).status).toBe(200)
    expect((await answer('authentication-b', 'ecdsa', refused)).status).toBe(401)
    expect((await answer('authentication-a', 'ecdsa', accepted)).status).toBe(401)
  })

  it('with auth.replay-accepted takes the same answer again', async () => {
    await world.lab.setFault('authentication-a', 'auth.replay-accepted', true)
    const question = await challenge('authentication-a')
    expect((await answer('authentication-a', 'rsa', 'good', question)).status).toBe(200)
    expect((await answer('authentication-a', 'rsa', 'good', question)).status).toBe(200)
    expect((await answer('authentication-a', 'rsa', 'revoked', question)).status).toBe(401)
  })

  it('with auth.wrong-signature-accepted lets in who has the certificate only, and with auth.valid-refused nobody', async () => {
    const { certificates } = world.lab.canaries.sm2
    const forged = async () => {
      const body = {
        challenge: await challenge('authentication-a'),
        certificate: certificates.good,
        signature: Uint8Array.of(0),
      }
      return (await postJson(world.lab, 'authentication-a', '/response', body)).status
    }
    expect(await forged()).toBe(401)
    await world.lab.setFault('authentication-a', 'auth.wrong-signature-accepted', true)
    expect(await forged()).toBe(200)
    await world.lab.setFault('authentication-a', 'auth.valid-refused', true)
    expect((await answer('authentication-a', 'sm2', 'good')).status).toBe(401)
  })

  it('with auth.challenge-short asks in eight bytes', async () => {
    await world.lab.setFault('authentication-b', 'auth.challenge-short', true)
    expect(await challenge('authentication-b')).toHaveLength(8)
  })

  it('with auth.challenge-repeats asks the same question again', async () => {
    await world.lab.setFault('authentication-a', 'auth.challenge-repeats', true)
    expect(await challenge('authentication-a')).toEqual(await challenge('authentication-a'))
    expect(await challenge('authentication-b')).not.toEqual(await challenge('authentication-a'))
  })
})

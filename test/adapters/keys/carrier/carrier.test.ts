import { execFileSync } from 'node:child_process'
import { createCipheriv, createPublicKey, createVerify, randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { CarrierError, MAX_PIN_TRIES, SoftwareCard } from '#adapters/keys/carrier/card.node.ts'
import { CarrierOperations } from '#adapters/keys/carrier/operations.node.ts'
import { type RunningCarrier, runCarrier } from '#adapters/keys/carrier/server.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { sm2ScalarOf } from '#adapters/keys/sm2-envelope.node.ts'
import { OID } from '#core/asn1/oids.ts'
import { bitString, nullValue, oid, sequence } from '#core/asn1/write.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { readPem } from '#core/bytes/pem.ts'
import { judgeRequest, parseRequest } from '#core/x509/request.ts'
import { passableFolder } from '../../../folder.ts'
import { opensslWorkshop } from '../../../support/openssl.ts'

const PIN = '135790'
const TOKEN_PIN = '246813'
const MODULE = '/usr/lib/softhsm/libsofthsm2.so'
const CONSOLE = 'https://pki.example.gov.cn'
const folder = passableFolder('carrier')
const shop = opensslWorkshop()
const closing: (() => unknown)[] = []
let made = 0

beforeAll(() => {
  const config = join(folder, 'softhsm2.conf')
  mkdirSync(join(folder, 'tokens'), { recursive: true })
  writeFileSync(
    config,
    `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  )
  vi.stubEnv('SOFTHSM2_CONF', config)
  const init = ['--init-token', '--free', '--label', 'carrier', '--pin', TOKEN_PIN, '--so-pin', '87654321']
  execFileSync('softhsm2-util', init, { stdio: 'ignore' })
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(() => {
  shop.close()
  rmSync(folder, { recursive: true, force: true })
})

const newPath = () => join(folder, `card-${++made}.json`)
const newCard = (path = newPath(), tokenPin?: string) => ({ path, ...SoftwareCard.create(path, PIN, tokenPin) })

function opened(place?: { module: string; token: string }) {
  const { path, card, unlockCode } = newCard(newPath(), place && TOKEN_PIN)
  card.enter(PIN)
  const operations = new CarrierOperations(card, place)
  closing.push(() => operations.close())
  return { path, card, unlockCode, operations }
}

function refusal(work: () => unknown): Partial<CarrierError> {
  try {
    work()
  } catch (error) {
    if (error instanceof CarrierError)
      return { fault: error.fault, ...(error.retriesLeft !== undefined && { retriesLeft: error.retriesLeft }) }
    throw error
  }
  throw new Error('nothing was refused')
}

const must = (...args: string[]) => {
  const { status, text } = shop.run(...args)
  if (status !== 0) throw new Error(text)
}
const root = (() => {
  const [key, certificate] = [join(shop.directory, 'root.key'), join(shop.directory, 'root.pem')]
  must('genpkey', '-algorithm', 'SM2', '-out', key)
  must('req', '-x509', '-new', '-key', key, '-sm3', '-subj', '/CN=root', '-days', '30', '-out', certificate)
  return { key, certificate }
})()

/** A certificate by OpenSSL over a key that somebody else holds. */
function certificateFor(spki: Uint8Array): Uint8Array {
  const file = join(shop.directory, `certificate-${++made}.pem`)
  const key = shop.putPem('PUBLIC KEY', spki)
  const by = ['-CA', root.certificate, '-CAkey', root.key, '-CAcreateserial', '-days', '20', '-sm3']
  must('x509', '-new', '-force_pubkey', key, '-subj', '/CN=person', ...by, '-out', file)
  return readPem(shop.read(file))[0]?.bytes ?? new Uint8Array()
}

/** An encryption key in an envelope for `recipient`, by OpenSSL. */
function enveloped(recipient: Uint8Array, pkcs8 = generateKey('sm2')) {
  const symmetric = randomBytes(16)
  const [to, out] = [shop.putPem('PUBLIC KEY', recipient), join(shop.directory, `cipher-${++made}.der`)]
  must('pkeyutl', '-encrypt', '-pubin', '-inkey', to, '-in', shop.put(symmetric), '-out', out)
  const cipher = createCipheriv('sm4-ecb', symmetric, null).setAutoPadding(false)
  const data = Buffer.concat([cipher.update(sm2ScalarOf(pkcs8) ?? new Uint8Array()), cipher.final()])
  const { spki } = openSigner(pkcs8)
  const wrapped = new Uint8Array(readFileSync(out))
  const envelope = sequence(
    sequence(oid(OID.sm4Ecb), nullValue()),
    wrapped,
    bitString(spki.subarray(-65)),
    bitString(data),
  )
  return { envelope, spki }
}

const spkiOf = (request: Uint8Array) => {
  const read = parseRequest(request)
  if (!read.ok) throw new Error(read.error.code)
  return read.value.publicKeyInfo
}

describe('the PIN of a software carrier', () => {
  it('opens it, and a wrong one costs a try, which the right one gives back', () => {
    const { card } = newCard()
    expect(refusal(() => card.enter('135791'))).toEqual({ fault: 'pin-wrong', retriesLeft: MAX_PIN_TRIES - 1 })
    expect(refusal(() => card.secrets())).toEqual({ fault: 'pin-required' })
    card.enter(PIN)
    expect(card.standing.pinTriesLeft).toBe(MAX_PIN_TRIES)
    expect(card.secrets().keys).toEqual({})
  })

  it('is locked by five wrong ones, also over a restart, and then the right one is refused too', () => {
    const { path, card, unlockCode } = newCard()
    for (let left = MAX_PIN_TRIES - 1; left > 0; left--)
      expect(refusal(() => card.enter('000000'))).toEqual({ fault: 'pin-wrong', retriesLeft: left })
    const restarted = SoftwareCard.open(path)
    expect(refusal(() => restarted.enter('000000'))).toEqual({ fault: 'pin-locked', retriesLeft: 0 })
    expect(refusal(() => restarted.enter(PIN))).toEqual({ fault: 'pin-locked', retriesLeft: 0 })
    expect(refusal(() => restarted.unlock('0000-0000-0000-0000', '975310'))).toMatchObject({ fault: 'unlock-wrong' })
    restarted.unlock(unlockCode, '975310')
    expect(refusal(() => restarted.enter(PIN))).toMatchObject({ fault: 'pin-wrong' })
    restarted.enter('975310')
  })

  it('opens nothing of what lies in the file, which only its owner reads', async () => {
    const { path, card, operations } = opened()
    await operations.generateKey('sm2')
    const [secret] = Object.values(card.secrets().keys)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain(secret)
    const copy = newPath()
    copyFileSync(path, copy)
    expect(refusal(() => SoftwareCard.open(copy).secrets())).toEqual({ fault: 'pin-required' })
  })
})

describe('a software carrier', () => {
  it.each(['sm2', 'rsa2048', 'p256'] as const)(
    'makes a %s key and a request that proves its possession',
    async (algorithm) => {
      const { operations } = opened()
      const { request } = await operations.generateKey(algorithm)
      const read = parseRequest(request)
      if (!read.ok) throw new Error(read.error.code)
      expect(await judgeRequest(read.value, nodePrimitives)).toMatchObject({ isIntact: true })
      const by = algorithm === 'sm2' ? ['-vfyopt', 'distid:1234567812345678'] : []
      const file = shop.put(request)
      expect(shop.run('req', '-inform', 'DER', '-in', file, '-verify', '-noout', ...by).text).toMatch(/verify OK/i)
    },
  )

  it('takes both certificates with the enveloped key and then signs, as OpenSSL confirms', async () => {
    const { card, operations } = opened()
    const { request } = await operations.generateKey('sm2')
    const spki = spkiOf(request)
    const { envelope, spki: encryption } = enveloped(spki)
    const sign = certificateFor(spki)
    operations.importPair({ sign, encryption: certificateFor(encryption), envelope })
    expect(card.standing.keys[0]).toMatchObject({ sign: toBase64(sign), encryption: expect.any(String) })
    const message = new TextEncoder().encode('挑战')
    const { signature, certificate } = await operations.sign(message)
    expect(certificate).toEqual(sign)
    const check = (text: Uint8Array) => {
      const key = shop.putPem('PUBLIC KEY', spki)
      const how = ['-pkeyopt', 'distid:1234567812345678', '-rawin', '-digest', 'sm3']
      return shop.run(
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        key,
        ...how,
        '-in',
        shop.put(text),
        '-sigfile',
        shop.put(signature),
      ).status
    }
    expect(check(message)).toBe(0)
    expect(check(new TextEncoder().encode('挑仗'))).not.toBe(0)
  })

  it('takes no half of a pair, no certificate of another key, and no envelope that is not for it', async () => {
    const { card, operations } = opened()
    const spki = spkiOf((await operations.generateKey('sm2')).request)
    const stranger = openSigner(generateKey('sm2')).spki
    const { envelope, spki: inside } = enveloped(spki)
    const sign = certificateFor(spki)
    const encryption = certificateFor(inside)
    expect(refusal(() => operations.importPair({ sign }))).toEqual({ fault: 'envelope-missing' })
    expect(refusal(() => operations.importPair({ sign, encryption }))).toEqual({ fault: 'envelope-missing' })
    expect(refusal(() => operations.importPair({ sign: certificateFor(stranger), encryption, envelope }))).toEqual({
      fault: 'certificate-other-key',
    })
    expect(refusal(() => operations.importPair({ sign, encryption: certificateFor(stranger), envelope }))).toEqual({
      fault: 'certificate-other-key',
    })
    expect(refusal(() => operations.importPair({ sign, encryption, envelope: enveloped(stranger).envelope }))).toEqual({
      fault: 'envelope-unopenable',
    })
    const altered = Uint8Array.from(envelope)
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1
    expect(refusal(() => operations.importPair({ sign, encryption, envelope: altered }))).toEqual({
      fault: 'envelope-unopenable',
    })
    expect(card.standing.keys[0]).not.toHaveProperty('sign')
    await expect(operations.sign(new Uint8Array(3))).rejects.toMatchObject({ fault: 'key-missing' })
  })

  it('keeps RSA and P-256 keys on a PKCS#11 token where there is one, and SM2 keys in its file', async () => {
    const { card, operations } = opened({ module: MODULE, token: 'carrier' })
    for (const algorithm of ['rsa2048', 'p256'] as const) {
      const spki = spkiOf((await operations.generateKey(algorithm)).request)
      const sign = certificateFor(spki)
      operations.importPair({ sign })
      const message = new TextEncoder().encode('challenge')
      const { signature } = await operations.sign(message, sign)
      const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
      expect(createVerify('sha256').update(message).verify(key, signature)).toBe(true)
      expect(createVerify('sha256').update('other').verify(key, signature)).toBe(false)
    }
    await operations.generateKey('sm2')
    expect(card.standing.keys.map(({ algorithm, place }) => `${algorithm} ${place}`).sort()).toEqual([
      'p256 token',
      'rsa2048 token',
      'sm2 file',
    ])
    // None of the token's keys lies in the file.
    expect(Object.keys(card.secrets().keys)).toHaveLength(1)
  })
})

describe('the local program', () => {
  interface Said {
    status: number
    headers: Record<string, unknown>
    text: string
  }
  /** Without a browser's own rules: a page may send any of these. */
  function say(
    carrier: RunningCarrier,
    method: string,
    path: string,
    headers: Record<string, string>,
    body = '',
  ): Promise<Said> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(new URL(path, carrier.url), { method, headers, agent: false }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
      })
      sent.on('error', reject).end(body)
    })
  }
  let clock = 1_000_000
  async function started() {
    const carrier = await runCarrier({ path: newPath(), consoleOrigin: CONSOLE, port: 0 }, () => clock)
    closing.push(carrier.close)
    const paired = { origin: CONSOLE, authorization: `Bearer ${carrier.pairingToken}` }
    const ask = async (method: string, path: string, body: object = {}) => {
      const said = await say(carrier, method, path, paired, method === 'GET' ? '' : JSON.stringify(body))
      return { status: said.status, body: JSON.parse(said.text || '{}') }
    }
    const type = (page: string, path: string, fields: Record<string, string>, origin = carrier.url) => {
      const ticket = new URL(page).searchParams.get('ticket') ?? ''
      const form = new URLSearchParams({ ticket, ...fields }).toString()
      return say(carrier, 'POST', path, { origin, 'content-type': 'application/x-www-form-urlencoded' }, form)
    }
    return { carrier, paired, ask, type }
  }

  it('answers the pages of one console that bring the pairing token, and nobody else', async () => {
    const { carrier, paired } = await started()
    const status = async (headers: Record<string, string>) => (await say(carrier, 'GET', '/info', headers)).status
    expect(await status(paired)).toBe(200)
    expect(await status({ ...paired, origin: 'https://pki.example.gov.cn.evil.example' })).toBe(403)
    expect(await status({ authorization: paired.authorization })).toBe(403)
    expect(await status({ ...paired, authorization: `${paired.authorization}x` })).toBe(401)
    expect(await status({ origin: CONSOLE })).toBe(401)
    // The one console reads that it must pair anew; nobody else reads anything.
    expect(await say(carrier, 'GET', '/info', { origin: CONSOLE })).toMatchObject({
      headers: { 'access-control-allow-origin': CONSOLE },
    })
    const stranger = await say(carrier, 'GET', '/info', { ...paired, origin: 'https://evil.example' })
    expect(stranger.headers).not.toHaveProperty('access-control-allow-origin')
    expect(await status({ ...paired, host: 'evil.example' })).toBe(421)
    const preflight = await say(carrier, 'OPTIONS', '/keys', { origin: CONSOLE })
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': CONSOLE } })
  })

  it('takes its PIN on a page of its own, and works for two minutes after it', async () => {
    clock = 1_000_000
    const { carrier, ask, type } = await started()
    const first = await ask('POST', '/keys', { algorithm: 'sm2' })
    expect(first).toMatchObject({
      status: 409,
      body: { error: 'pin-required', page: expect.stringContaining(carrier.url) },
    })
    const ticket = new URL(first.body.page).searchParams.get('ticket')
    expect((await say(carrier, 'GET', `/pin?ticket=${ticket}`, {})).text).toContain('设置 PIN')
    const created = await type(first.body.page, '/new', { pin: PIN, again: PIN })
    expect(created.text).toMatch(/\d{4}-\d{4}-\d{4}-\d{4}/)
    expect((await ask('GET', `/tickets/${ticket}`)).body).toEqual({ state: 'entered' })
    expect(await ask('POST', '/keys', { algorithm: 'sm2' })).toMatchObject({
      status: 200,
      body: { request: expect.any(String) },
    })
    clock += 121_000
    const again = await ask('POST', '/keys', { algorithm: 'sm2' })
    expect(again).toMatchObject({ status: 409, body: { error: 'pin-required' } })
    expect((await type(again.body.page, '/pin', { pin: '000000' })).text).toContain('还可试 4 次')
    expect((await ask('POST', '/keys', { algorithm: 'sm2' })).status).toBe(409)
    expect((await type(again.body.page, '/pin', { pin: PIN })).text).toContain('好了')
    expect((await ask('POST', '/keys', { algorithm: 'sm2' })).status).toBe(200)
  })

  it('spends no PIN for a form of somebody else, nor for a ticket that is over', async () => {
    clock = 1_000_000
    const { carrier, ask, type } = await started()
    const { body } = await ask('POST', '/keys', { algorithm: 'sm2' })
    expect((await type(body.page, '/new', { pin: PIN, again: PIN }, CONSOLE)).status).toBe(403)
    expect(
      (await type(`${carrier.url}/pin?ticket=made-up-by-somebody`, '/new', { pin: PIN, again: PIN })).text,
    ).toContain('已失效')
    clock += 181_000
    expect((await type(body.page, '/new', { pin: PIN, again: PIN })).text).toContain('已失效')
    expect((await ask('GET', '/info')).body).toMatchObject({ state: 'new' })
  })

  it('says that it was declined', async () => {
    const { ask, type } = await started()
    const { body } = await ask('POST', '/keys', { algorithm: 'sm2' })
    const ticket = new URL(body.page).searchParams.get('ticket')
    await type(body.page, '/declined', {})
    expect((await ask('GET', `/tickets/${ticket}`)).body).toEqual({ state: 'declined' })
  })
})

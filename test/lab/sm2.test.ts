import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { toHex } from '#core/bytes/hex.ts'
import { at, bits, contents, keyOf, whole } from './der.ts'
import { withLaboratory } from './laboratory.ts'
import { openssl, sm2Verifies, withFiles } from './openssl.ts'

// OpenSSL 3.0 gives `ocsp`, `ts`, `crl` and `cms` no way to name the SM2 identifier and uses an empty one. Its `dgst` can:
// each structure is taken apart here by position and its signature put to `dgst`.

const world = withLaboratory()
const files = withFiles()
const sm3 = (bytes: Uint8Array) => toHex(createHash('sm3').update(bytes).digest())

/** The signature of a certificate or a CRL over its signed part, by the key of a certificate. */
function isSignedBy(signed: Uint8Array, issuer: Uint8Array): Promise<boolean> {
  return sm2Verifies(files, keyOf(issuer), whole(signed, 0), bits(signed, 2))
}

async function post(service: string, request: Uint8Array): Promise<Uint8Array> {
  const response = await fetch(world.lab.service(service).url, { method: 'POST', body: new Uint8Array(request) })
  return new Uint8Array(await response.arrayBuffer())
}

it('builds the SM2 authority so that OpenSSL confirms each certificate under the usual identifier', async () => {
  const { root, issuing } = world.lab.authorities.sm2
  expect(await isSignedBy(root, root)).toBe(true)
  expect(await isSignedBy(issuing, root)).toBe(true)
  expect(await isSignedBy(world.lab.canaries.sm2.certificates.good, issuing)).toBe(true)
  expect(await isSignedBy(issuing, issuing)).toBe(false)
})

it('signs the CRL with SM2, and wrongly with crl.signature-invalid', async () => {
  const download = async () =>
    new Uint8Array(await (await fetch(`${world.lab.service('crl').url}/sm2.crl`)).arrayBuffer())
  const { issuing } = world.lab.authorities.sm2
  expect(await isSignedBy(await download(), issuing)).toBe(true)
  await world.lab.setFault('crl', 'crl.signature-invalid', true)
  expect(await isSignedBy(await download(), issuing)).toBe(false)
})

it('answers OCSP with SM2, through a signer the SM2 authority delegated', async () => {
  const { issuing } = world.lab.authorities.sm2
  const ask = async () => {
    const request = files.path()
    const serial = `0x${world.lab.canaries.sm2.serials.revoked}`
    await openssl(['ocsp', '-issuer', files.putCertificates(issuing), '-serial', serial, '-reqout', request])
    const response = await post('ocsp', files.read(request))
    const { text } = await openssl(['ocsp', '-respin', files.put(response), '-resp_text', '-noverify'])
    expect(text).toMatch(/Cert Status: revoked/)
    return contents(response, 1, 0, 1)
  }
  const isTrue = (basic: Uint8Array) =>
    sm2Verifies(files, keyOf(whole(basic, 3, 0, 0)), whole(basic, 0), bits(basic, 2))
  const basic = await ask()
  expect(await isTrue(basic)).toBe(true)
  expect(await isSignedBy(whole(basic, 3, 0, 0), issuing)).toBe(true)
  await world.lab.setFault('ocsp', 'ocsp.signature-invalid', true)
  expect(await isTrue(await ask())).toBe(false)
})

it('stamps an SM3 imprint with SM2: digest, binding and signature hold', async () => {
  const request = files.path()
  await openssl(['ts', '-query', '-data', files.put('证巡'), '-sm3', '-cert', '-out', request])
  const token = whole(await post('tsa', files.read(request)), 1)
  const tstInfo = contents(token, 1, 0, 2, 1, 0)
  expect(toHex(contents(tstInfo, 2, 1))).toBe(sm3(new TextEncoder().encode('证巡')))
  const attributes = whole(token, 1, 0, -1, 0, 3)
  expect(toHex(attributes)).toContain(`0420${sm3(tstInfo)}`)
  const certificates = [whole(token, 1, 0, 3, 0), whole(token, 1, 0, 3, 1)]
  const signed = Uint8Array.from([0x31, ...attributes.subarray(1)])
  const signature = contents(token, 1, 0, -1, 0, 5)
  const verdicts = await Promise.all(certificates.map((one) => sm2Verifies(files, keyOf(one), signed, signature)))
  expect(verdicts.filter(Boolean)).toHaveLength(1)
  const tsa = certificates[verdicts.indexOf(true)] ?? new Uint8Array()
  expect(toHex(attributes)).toContain(createHash('sha256').update(tsa).digest('hex'))
  expect(at(token, 1, 0, -1, 0).tag).toBe(0x30)
})

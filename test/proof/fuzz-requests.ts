// Mutated certification requests through the reader of request files and the judge: binary, and inside their armour.

import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, type KeyAlgorithm, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { fromBase64 } from '#core/bytes/base64.ts'
import { writePem } from '#core/bytes/pem.ts'
import { generalNameText, nameText } from '#core/x509/names.ts'
import { judgeRequest, requestedNames } from '#core/x509/request.ts'
import { readRequestFile } from '#core/x509/request-file.ts'
import { CFCA_SAMPLE } from '../support/requests.ts'
import { type Failure, fault } from './fuzz.ts'
import { mutate, mutateBytes } from './mutate.ts'
import { randomFrom } from './random.ts'

const KEYS: readonly KeyAlgorithm[] = ['rsa2048', 'p256', 'p384', 'ed25519', 'sm2']

/** Fresh keys, so a failing input is to be kept as the hexadecimal that is printed with it. */
export async function requestSeeds(): Promise<Uint8Array[]> {
  const subject = { C: 'CN', O: '上海市测试机构', CN: '*.rsj.sh.gov.cn' }
  const sans = ['*.rsj.sh.gov.cn', '10.0.0.7']
  const made = KEYS.map((key) => makeCertificationRequest({ subject, sans, signer: openSigner(generateKey(key)) }))
  return [...(await Promise.all(made)), fromBase64(CFCA_SAMPLE) ?? new Uint8Array()]
}

const HEADERS = ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']

/** Two of three as DER, one inside armour that is changed too. */
export function requestInput(seeds: readonly Uint8Array[], seed: number, input: number): Uint8Array {
  const random = randomFrom(seed, input)
  const der = mutate(random.pick(seeds), random)
  if (random.below(3) > 0) return der
  return mutateBytes(new TextEncoder().encode(writePem(random.pick(HEADERS), der)), random)
}

/** How inputs ended: a run in which everything is refused at the first byte would prove nothing. */
export interface Ends {
  read: number
  refused: number
  intact: number
}

export async function tryRequest(
  seeds: readonly Uint8Array[],
  seed: number,
  input: number,
  ends: Ends = { read: 0, refused: 0, intact: 0 },
): Promise<Failure[]> {
  const bytes = requestInput(seeds, seed, input)
  const what = await fault((file) => readAndJudge(file, ends), bytes)
  return what ? [{ input, target: 'request file', what, hex: Buffer.from(bytes).toString('hex') }] : []
}

async function readAndJudge(file: Uint8Array, ends: Ends): Promise<void> {
  const read = readRequestFile(file)
  if (!read.ok) {
    ends.refused++
    const { code, offset } = read.error
    if (!/^[a-z0-9]+\.[a-z0-9-]+$/.test(code) || offset < 0 || offset > file.length)
      throw new Error(`${code}@${offset}`)
    return
  }
  ends.read++
  const { request } = read.value
  nameText(request.subject)
  requestedNames(request).map(generalNameText)
  if ((await judgeRequest(request, nodePrimitives)).isIntact) ends.intact++
}

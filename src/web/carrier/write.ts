// 写入 UKey, from the key to the first signature. Every part can be begun again where it was left: what is done already is skipped.

import { get, ProblemError, write } from '../api.ts'
import type { Asked } from '../desk/shapes.ts'
import type { Carrier, CarrierAlgorithm, CarrierInfo } from './carrier.ts'

export type Stage = 'key' | 'issue' | 'import' | 'sign' | 'done'

interface CarrierPackage {
  sign: string
  encryption: string | null
  envelope: string | null
}

/** By the profile that was asked for: SM2 unless it is the one for old systems. */
export function algorithmFor(profileId: string | undefined): CarrierAlgorithm {
  return profileId === 'staff-rsa' ? 'rsa2048' : 'sm2'
}

/** @throws CarrierProblem or ProblemError; the request then stands where it came to */
export async function writeToCarrier(
  carrier: Carrier,
  info: CarrierInfo,
  asked: Asked,
  onStage: (stage: Stage) => void,
): Promise<Asked> {
  let request = asked
  if (request.state === 'approved') request = await bringKey(carrier, info, request, onStage)
  if (request.state === 'issuing') {
    onStage('issue')
    request = await progressed(request.id)
  }
  const credentialId = request.newCredentialId
  if (!credentialId || (request.state !== 'issued' && request.state !== 'written')) return request
  await putInto(carrier, info.serial, credentialId, onStage)
  await activate(carrier, info.serial, credentialId, onStage)
  onStage('done')
  return progressed(request.id)
}

const progressed = (id: string) => write<Asked>('POST', `/user-requests/${id}/progress`)

/** PKCS#10 by request and carrier, until the server has judged it: a carrier has room for few keys that nobody wants. */
const brought = new Map<string, string>()

async function bringKey(
  carrier: Carrier,
  { serial, model, kind }: CarrierInfo,
  { id, details }: Asked,
  onStage: (stage: Stage) => void,
): Promise<Asked> {
  const place = `${id} ${serial}`
  onStage('key')
  const key = brought.get(place) ?? (await carrier.generateKey(serial, algorithmFor(details.profileId))).request
  brought.set(place, key)
  onStage('issue')
  try {
    const request = await write<Asked>('POST', `/user-requests/${id}/key`, {
      request: key,
      carrier: { serial, model, kind },
    })
    brought.delete(place)
    return request
  } catch (error) {
    if (!hasNotArrived(error)) brought.delete(place)
    throw error
  }
}

/** Nobody has looked at what was sent: the session was over, or the line. */
function hasNotArrived(error: unknown): boolean {
  return error instanceof ProblemError && (error.problem.status === 0 || error.problem.status === 401)
}

async function putInto(carrier: Carrier, serial: string, id: string, onStage: (stage: Stage) => void): Promise<void> {
  onStage('import')
  const { sign, encryption, envelope } = await get<CarrierPackage>(`/credentials/${id}/package`)
  await carrier.importPair(serial, { sign, ...(encryption && { encryption }), ...(envelope && { envelope }) })
  await write<void>('POST', `/credentials/${id}/written`)
}

async function activate(carrier: Carrier, serial: string, id: string, onStage: (stage: Stage) => void): Promise<void> {
  onStage('sign')
  const { sign } = await get<CarrierPackage>(`/credentials/${id}/package`)
  const challenge = await write<{ id: string; document: string }>('POST', `/credentials/${id}/challenges`)
  const answer = await carrier.sign(challenge.document, { serial, certificate: sign })
  await write('POST', `/credentials/${id}/activation`, { challengeId: challenge.id, ...answer })
}

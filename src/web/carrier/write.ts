// 写入 UKey, from the key to the first signature. Every part can be begun again where it was left: what is done already is skipped.

import { get, write } from '../api.ts'
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
  const { serial, model, kind } = info
  let request = asked
  if (request.state === 'approved') {
    onStage('key')
    const key = await carrier.generateKey(serial, algorithmFor(request.details.profileId))
    onStage('issue')
    const body = { request: key.request, carrier: { serial, model, kind } }
    request = await write<Asked>('POST', `/user-requests/${request.id}/key`, body)
  }
  if (request.state === 'issuing') request = await write<Asked>('POST', `/user-requests/${request.id}/progress`)
  const credentialId = request.newCredentialId
  if (!credentialId || (request.state !== 'issued' && request.state !== 'written')) return request
  await putInto(carrier, serial, credentialId, onStage)
  await activate(carrier, serial, credentialId, onStage)
  onStage('done')
  return write<Asked>('POST', `/user-requests/${request.id}/progress`)
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

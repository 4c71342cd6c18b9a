// Which of the certificates a CA sent is the answer to a request: the one with its key (RFC 2986 §3; by key, never by name). When
// there is none, what there is instead is named, because that is what people have to act on.

import { toHex } from '../bytes/hex.ts'
import { fatal } from '../finding.ts'
import type { Finding } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { sameName } from '../x509/names.ts'
import { certificateText } from '../x509/path-rules.ts'
import type { CertificationRequest } from '../x509/request.ts'
import { compareNames } from './names-asked.ts'
import { isSameKey } from './same-key.ts'
import { isIn } from './sort.ts'

const CLAUSE = 'RFC 2986 §3'

export type LeafChoice = { leaf: Certificate } | { refusal: Finding }

/** @param previous the certificate that is replaced: when a CA sends it along, it is not the answer as long as there is another */
export function chooseLeaf(
  request: CertificationRequest,
  received: readonly Certificate[],
  previous: Certificate | undefined,
): LeafChoice {
  const withKey = received.filter(({ publicKeyInfo }) => isSameKey(publicKeyInfo, request.publicKeyInfo))
  const fresh = previous ? withKey.filter((one) => !isIn([previous], one)) : withKey
  const [leaf, ...others] = fresh.length > 0 ? fresh : withKey
  if (!leaf) return { refusal: noLeaf(request, received) }
  if (others.length === 0) return { leaf }
  const serials = [leaf, ...others].map(({ serial }) => toHex(serial)).join(', ')
  return { refusal: fatal('reply.several-leaves', CLAUSE, 'CERTIFICATE_CHAIN_GENERAL_FAILURE', { serials }) }
}

function noLeaf(request: CertificationRequest, received: readonly Certificate[]): Finding {
  const sub = 'NO_SIGNING_CERTIFICATE_FOUND'
  if (received.length === 0) return fatal('reply.empty', CLAUSE, sub)
  const entities = received.filter((one) => !isCa(one))
  if (entities.length === 0) return fatal('reply.only-authorities', CLAUSE, sub, { count: received.length })
  const namesake = entities.find((one) => soundsLike(request, one))
  const params = { certificate: certificateText(namesake ?? (entities[0] as Certificate)) }
  if (!namesake) return fatal('reply.no-leaf', CLAUSE, sub, params)
  return fatal('reply.key-mismatch', CLAUSE, sub, { ...params, serial: toHex(namesake.serial) })
}

/** Only to tell people what happened: such a certificate is never taken. */
function soundsLike(request: CertificationRequest, certificate: Certificate): boolean {
  const { asked, missing } = compareNames(request, certificate)
  return sameName(request.subject, certificate.subject) || (asked > 0 && missing.length === 0)
}

export function isCa(certificate: Certificate): boolean {
  return extensionOf(certificate, 'basicConstraints')?.isCa === true
}

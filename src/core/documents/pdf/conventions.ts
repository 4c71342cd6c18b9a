// Which of the ways to put a signature into a PDF was used, told by what is inside and by /SubFilter (ISO 32000-1 §12.8.3;
// EN 319 142-1 §4; for SM2 there is no national standard: clause unverified). A label: it decides nothing.

import { OID } from '../../asn1/oids.ts'
import { readSignedData } from '../../cms/signed-data.ts'
import { digestOidOf } from '../../x509/algorithms.ts'

export type SignatureContent = 'cms' | 'timestamp' | 'seal-signature' | 'raw-rsa' | 'unknown'

export type Convention =
  | 'gm-seal'
  | 'seal'
  | 'gm-message'
  | 'pades'
  | 'pkcs7'
  | 'pkcs7-sha1'
  | 'x509-rsa'
  | 'timestamp'
  | 'other'

const BY_SUB_FILTER: Readonly<Record<string, Convention>> = {
  'ETSI.CAdES.detached': 'pades',
  'adbe.pkcs7.detached': 'pkcs7',
  'adbe.pkcs7.sha1': 'pkcs7-sha1',
}

export function conventionOf(kind: SignatureContent, subFilter: string | undefined, message: Uint8Array): Convention {
  if (kind === 'timestamp') return 'timestamp'
  if (kind === 'raw-rsa') return 'x509-rsa'
  if (kind === 'seal-signature') return subFilter === 'GM.sm2seal' ? 'gm-seal' : 'seal'
  if (kind === 'cms' && isGmMessage(message)) return 'gm-message'
  return (subFilter !== undefined && Object.hasOwn(BY_SUB_FILTER, subFilter) && BY_SUB_FILTER[subFilter]) || 'other'
}

/** Signed by the national algorithms, in whichever envelope. */
export function isGm(convention: Convention): boolean {
  return convention === 'gm-seal' || convention === 'seal' || convention === 'gm-message'
}

function isGmMessage(message: Uint8Array): boolean {
  const data = readSignedData(message)
  if (!data.ok) return false
  const { outerType, signerInfos } = data.value
  return outerType === OID.gmSignedData || signerInfos.some((one) => one.digestAlgorithm.oid === digestOidOf('sm3'))
}

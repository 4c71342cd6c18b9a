// Certificates, revocation lists and OCSP answers that a PDF carries for later validation: the document security store
// (EN 319 142-1 §5.4.2). Evidence only: nothing here is trusted.

import { parsing } from '../../asn1/fields.ts'
import { readableCertificates } from '../../cms/embedded.ts'
import type { Inflate } from '../../primitives.ts'
import type { EmbeddedMaterial } from '../../trust.ts'
import type { PdfDocument } from './document.ts'
import { decodedStream, UnpackingBudget } from './filters.ts'
import { asArray, asStream } from './values.ts'

const MAX_UNPACKED_BYTES = 32 * 1024 * 1024
const MAX_OBJECTS = 2_000

export function securityStoreOf(document: PdfDocument, inflate: Inflate): EmbeddedMaterial {
  const store = document.dictionary(document.catalog().entries.get('DSS'))
  const budget = new UnpackingBudget(MAX_UNPACKED_BYTES)
  const ders = (key: string) =>
    (asArray(document.resolve(store?.entries.get(key))) ?? []).slice(0, MAX_OBJECTS).flatMap((one) => {
      const decoded = parsing(() => {
        const stream = asStream(document.resolve(one))
        return stream && decodedStream(stream, inflate, budget)
      })
      return decoded.ok && decoded.value ? [decoded.value] : []
    })
  return { certificates: readableCertificates(ders('Certs')), crls: ders('CRLs'), ocsps: ders('OCSPs') }
}

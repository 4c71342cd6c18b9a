// Whether the key of a certificate lies sealed in the service.

import { eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { certificateRequests } from '#db/schema/certificates.ts'
import type { Ctx } from '#src/context.ts'
import type { SealedKeyUse } from '#src/packaging-ports.ts'
import type { KeyPurpose } from '#src/ports.ts'
import type { CertificateRow } from './known.ts'

/** Of a request made here for the same key; none where the key was born elsewhere. */
export async function sealedKeyOf(
  tx: Tx | Ctx['db'],
  { spkiSha256 }: Pick<CertificateRow, 'spkiSha256'>,
): Promise<SealedKeyUse | undefined> {
  const { keyId, purpose } = certificateRequests
  const [found] = await tx
    .select({ keyId, purpose })
    .from(certificateRequests)
    .where(eq(certificateRequests.spkiSha256, spkiSha256))
  if (!found || found.keyId === null) return undefined
  return { keyId: found.keyId, purpose: found.purpose as KeyPurpose }
}

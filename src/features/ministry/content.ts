// What a copy holds, one line of JSON each: what it is, then every credential that something happened to, as it stands now.

import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import { toBase64 } from '#core/bytes/base64.ts'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { carriers, credentialEvents, credentials } from '#db/schema/credentials.ts'
import { orgUnits, staff } from '#db/schema/organisation.ts'

export const FORMAT = 'zhengxun-staff-certificates'

export interface Heading {
  sequence: number
  previousSha256: string | null
  fromPosition: number
  toPosition: number
  madeAt: Instant
}

/** The whole number of a person's document stands in the certificate alone. */
export async function contentOf(tx: Tx, heading: Heading): Promise<{ bytes: Uint8Array; credentials: number }> {
  const rows = await copiedRows(tx, heading)
  const { madeAt, ...named } = heading
  const first = { format: FORMAT, version: 1, ...named, madeAt: iso(madeAt), credentials: rows.length }
  const lines = [first, ...rows].map((line) => `${canonicalJson(line)}\n`)
  return { bytes: new TextEncoder().encode(lines.join('')), credentials: rows.length }
}

async function copiedRows(tx: Tx, { fromPosition, toPosition }: Heading) {
  const { position, credentialId } = credentialEvents
  const touched = tx
    .selectDistinct({ id: credentialId })
    .from(credentialEvents)
    .where(and(gt(position, fromPosition), lte(position, toPosition)))
  const rows = await tx
    .select({ credential: credentials, holder: staff, unit: orgUnits.name, carrier: carriers.serial })
    .from(credentials)
    .innerJoin(carriers, eq(carriers.id, credentials.carrierId))
    .leftJoin(staff, eq(staff.id, credentials.staffId))
    .leftJoin(orgUnits, eq(orgUnits.id, staff.unitId))
    .where(inArray(credentials.id, touched))
    .orderBy(credentials.createdAt, credentials.id)
  return rows.map(lineOf)
}

interface Copied {
  credential: typeof credentials.$inferSelect
  holder: Pick<typeof staff.$inferSelect, 'name' | 'staffNumber'> | null
  unit: string | null
  carrier: string
}

function lineOf({ credential, holder, unit, carrier }: Copied) {
  const { id, districtId, algorithm, signCertificate, encryptionCertificate, notBefore, notAfter } = credential
  return {
    ...{ id, districtId, algorithm, carrier, unit, state: credential.state, stateAt: iso(credential.stateAt) },
    ...{ name: holder?.name ?? null, staffNumber: holder?.staffNumber ?? null },
    ...{ notBefore: iso(notBefore), notAfter: iso(notAfter), signCertificate: toBase64(signCertificate) },
    encryptionCertificate: encryptionCertificate ? toBase64(encryptionCertificate) : null,
  }
}

const iso = (at: Instant) => new Date(at).toISOString()

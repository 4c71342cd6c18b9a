// A person of the lists with a credential that was issued, used, suspended, resumed and replaced, each on a day of its own.

import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { carriers, credentialEvents, credentials } from '#db/schema/credentials.ts'
import type { Staff } from '#features/organisation/index.ts'
import type { TestDatabase } from '../../database.ts'

export type Event = [kind: (typeof credentialEvents.$inferInsert)['kind'], at: number]

export interface Given {
  staff: Staff
  carrier: string
  serial: string
  number: string
  notAfter: number
  events: Event[]
  names?: [requester: string, reviewer: string, approver: string]
  pair?: { sign: Uint8Array; encryption: Uint8Array; chain: Uint8Array[] }
  issuanceId?: string
}

let counter = 0

/** Straight into the tables, as the slices that own them would have left it. */
export async function holds({ owner }: TestDatabase, given: Given): Promise<{ id: string; requestId: string }> {
  const { staff, carrier, serial, number, notAfter, events, pair } = given
  const [issuedAt] = events.map(([, at]) => at)
  const [requester, reviewer, approver] = given.names ?? ['经办甲', '受理乙', '审批丙']
  const [id, requestId, carrierId] = [randomUUID(), randomUUID(), randomUUID()]
  counter += 1
  const at = issuedAt ?? 0
  const time = new Date(at).toISOString()
  await owner.execute(sql`set session_replication_role = replica`)
  await owner
    .insert(carriers)
    .values({ id: carrierId, serial: carrier, model: 'soft', kind: 'software', createdAt: at })
    .onConflictDoNothing()
  await owner.execute(sql`insert into user_requests
    (id, number, kind, state, district_id, staff_id, details, lane, created_at, changed_at, requester_account, requester_person, requester_name,
      submitted_at, reviewer_account, reviewer_person, reviewer_name, reviewed_at, approver_account, approver_person, approver_name, approved_at, ended_at)
    values (${requestId}, ${number}, 'new', 'closed', ${staff.districtId}, ${staff.id}, '{}', 'credential', ${time}, ${time},
      ${randomUUID()}, ${randomUUID()}, ${requester}, ${time}, ${randomUUID()}, ${randomUUID()}, ${reviewer}, ${time},
      ${randomUUID()}, ${randomUUID()}, ${approver}, ${time}, ${time})`)
  const bytes = pair?.sign ?? new Uint8Array([0x30, counter])
  const digest = (n: number) => counter.toString(16).padStart(63, '0') + n
  await owner.insert(credentials).values({
    ...{ id, districtId: staff.districtId, staffId: staff.id, requestId, issuanceId: given.issuanceId ?? randomUUID() },
    carrierId: sql`(select id from carriers where serial = ${carrier})`,
    ...{ algorithm: 'SM2', subject: `CN=${staff.name}`, issuer: 'CN=测试机构', signCertificate: bytes },
    ...{ signSha256: digest(1), signSerial: serial, encryptionCertificate: pair?.encryption ?? bytes },
    ...{ encryptionSha256: digest(2), encryptionSerial: `${serial}ee` },
    chain: (pair?.chain ?? []).map((one) => Buffer.from(one).toString('base64')),
    ...{ notBefore: at, notAfter, state: 'active', stateAt: at, createdAt: at },
  })
  for (const [kind, moment] of events)
    await owner.insert(credentialEvents).values({
      ...{ credentialId: id, at: moment, kind, actorId: 'x', actorName: '某人', detail: {} },
    })
  await owner.execute(sql`set session_replication_role = origin`)
  return { id, requestId }
}

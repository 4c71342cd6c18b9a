// What must hold whatever happened, asked of the database as its owner, with no help of the verbs.

import { X509Certificate } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Db } from '#db/database.ts'

/** Every breach by name, with the id of what breaks it; none: an empty list. */
export async function faultsIn(owner: Db): Promise<unknown[]> {
  const { rows } = await owner.execute(sql`
    with told as (
      select request_id,
        (array_agg(person_id order by id desc) filter (where step = 'submit'))[1] as asked,
        (array_agg(person_id order by id desc) filter (where step = 'review'))[1] as reviewed,
        (array_agg(person_id order by id desc) filter (where step = 'approve'))[1] as approved,
        (array_agg(person_id order by id desc) filter (where step = 'bring-key'))[1] as brought
      from user_request_events group by request_id),
    made as (select c.*, i.request_id, i.profile_id, i.state as issuance_state from authority_certificates c
      join authority_issuances i on i.id = c.issuance_id where c.state = 'issued'),
    live as (select c.*, i.profile_id from credentials c join authority_issuances i on i.id = c.issuance_id
      where c.state in ('issued', 'written', 'active', 'suspended')),
    standing as (select c.id, coalesce((select r.kind = 'revoked' from authority_revocations r where r.certificate_id = c.id
      order by r.position desc limit 1), false) as is_stopped from authority_certificates c)

    select 'a certificate of no request' as fault, m.id::text from made m
      where not exists (select from user_requests r where r.id::text = m.request_id)
    union all select 'issued without two persons beside who asked', m.id::text from made m
      join told t on t.request_id::text = m.request_id
      where t.asked is null or t.reviewed is null or t.approved is null or t.asked = t.reviewed or t.asked = t.approved
        or t.reviewed = t.approved or t.brought is null or t.brought in (t.reviewed, t.approved)
    union all select 'decided by accounts of one person', r.id::text from user_requests r
      join accounts a on a.id = r.requester_account join accounts b on b.id in (r.approver_account, r.reviewer_account)
      where a.person_id = b.person_id
    union all select 'reviewed and approved by accounts of one person', r.id::text from user_requests r
      join accounts a on a.id = r.reviewer_account join accounts b on b.id = r.approver_account where a.person_id = b.person_id
    union all select 'took effect without two persons', r.id::text from user_requests r
      where r.state = 'closed' and r.kind in ('transfer', 'revoke', 'resume', 'suspend', 'change')
        and (r.approver_person is null or (r.kind <> 'suspend' and r.reviewer_person is null))

    union all select 'half a pair', issuance_id::text from made where profile_id = 'staff-sm2' group by issuance_id
      having count(*) filter (where role = 'sign') <> 1 or count(*) filter (where role = 'encryption') <> 1
    union all select 'half of what is single', issuance_id::text from made where profile_id = 'staff-rsa' group by issuance_id
      having count(*) filter (where role = 'sign') <> 1 or count(*) <> 1
    union all select 'half: issued, and nothing signed', i.id::text from authority_issuances i where i.state = 'issued'
      and not exists (select from made m where m.issuance_id = i.id)
    union all select 'half: signed, and in nobody''s hands', i.id::text from authority_issuances i
      join user_requests r on r.id::text = i.request_id where i.state = 'issued' and r.state <> 'issuing'
        and not exists (select from credentials c where c.issuance_id = i.id)
    union all select 'half: held, and not what was signed', c.id::text from credentials c where not exists (select from made m
        where m.issuance_id = c.issuance_id and m.role = 'sign' and m.certificate = c.sign_certificate)
      or (c.encryption_certificate is not null and not exists (select from made m
        where m.issuance_id = c.issuance_id and m.role = 'encryption' and m.certificate = c.encryption_certificate))
    union all select 'half: a request without its credential', id::text from user_requests
      where (state in ('issued', 'written') and new_credential_id is null) or (new_credential_id is not null and issuance_id is null)
        or (kind in ('new', 'renew', 'rekey', 'change', 'upgrade') and state = 'closed' and new_credential_id is null)
    union all select 'half: one of a pair stopped', c.id::text from credentials c
      join authority_certificates s on s.issuance_id = c.issuance_id and s.role = 'sign' and s.state = 'issued'
      join authority_certificates e on e.issuance_id = c.issuance_id and e.role = 'encryption' and e.state = 'issued'
      join standing a on a.id = s.id join standing b on b.id = e.id where a.is_stopped <> b.is_stopped
    union all select 'over here, and in force at the authority, or the other way', c.id::text from credentials c
      join authority_certificates s on s.issuance_id = c.issuance_id and s.state = 'issued' join standing a on a.id = s.id
      where a.is_stopped <> (c.state in ('suspended', 'superseded', 'revoked'))

    union all select 'two in force for one person and use', staff_id::text from live l
      where not exists (select from live n where n.supersedes_id = l.id) group by staff_id, profile_id having count(*) > 1
    union all select 'two in use for one person and use', staff_id::text from live where state in ('active', 'suspended')
      group by staff_id, profile_id having count(*) > 1
    union all select 'one serial number twice', serial from authority_certificates group by authority_id, serial having count(*) > 1
    union all select 'one key twice', spki_sha256 from authority_issuances where state = 'issued' group by spki_sha256 having count(*) > 1
    union all select 'one carrier in two hands', carrier_id::text from live group by carrier_id having count(distinct staff_id) > 1
    union all select 'two open of one kind', staff_id::text from user_requests
      where state not in ('closed', 'rejected', 'cancelled', 'failed') group by staff_id, lane having count(*) > 1

    union all select 'another way than the table', e.request_id::text from user_request_events e join user_requests r on r.id = e.request_id
      where e.from_state is not null and e.from_state <> e.to_state
        and not exists (select from user_request_transitions t where t.kind = r.kind and t.from_state = e.from_state and t.to_state = e.to_state)
    union all select 'a story that does not end where it stands', r.id::text from user_requests r
      where r.state <> (select e.to_state from user_request_events e where e.request_id = r.id order by e.id desc limit 1)
    union all select 'in another district than its holder', c.id::text from credentials c join staff s on s.id = c.staff_id
      where c.district_id <> s.district_id
    union all select 'a step without its row in the trail', e.request_id::text from user_request_events e
      where not exists (select from audit_log a where a.object_id = e.request_id::text and a.object_type = 'user-request')`)
  return rows
}

/** As OpenSSL reads them: the serial numbers those on record, and what signs is not what encrypts. How many were read. */
export async function certificatesIn(owner: Db): Promise<{ read: number; faults: string[] }> {
  const { rows } = await owner.execute<{ serial: string; role: string; certificate: Buffer }>(
    sql`select serial, role, certificate from authority_certificates where state = 'issued' and issuance_id is not null`,
  )
  const faults: string[] = []
  const keys = new Set<string>()
  for (const { serial, role, certificate } of rows) {
    const read = new X509Certificate(certificate)
    if (read.serialNumber.toLowerCase().replace(/^0+/, '') !== serial.replace(/^0+/, ''))
      faults.push(`serial ${serial}`)
    const key = createKeyDigest(read)
    if (keys.has(key)) faults.push(`key of ${serial} (${role})`)
    keys.add(key)
  }
  return { read: rows.length, faults }
}

const createKeyDigest = (read: X509Certificate) =>
  read.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

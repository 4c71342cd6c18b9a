// Whatever any set of people does, in whatever order: nothing is issued without two persons beside who asked, nobody sees another district,
// nobody holds two of a kind, and no pair is half. The whole figure: ZHENGXUN_REQUEST_SEQUENCES=10000.

import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Db } from '#db/database.ts'
import { getStaff, listStaff } from '#features/organisation/index.ts'
import {
  addMaterial,
  advance,
  approveRequest,
  bringKey,
  cancelRequest,
  changeRequest,
  createRequest,
  decideMany,
  finishRequest,
  getRequest,
  listRequests,
  queueOf,
  REQUEST_KINDS,
  recordLeaving,
  rejectRequest,
  returnRequest,
  reviewRequest,
  submitRequest,
} from '#features/requests/index.ts'
import { type AccountActor, AppError, type Ctx } from '#src/context.ts'
import { withDatabase } from '../../database.ts'
import { KEY, memoryDesk, officeIn } from './office.ts'

const SEQUENCES = Number(process.env.ZHENGXUN_REQUEST_SEQUENCES ?? 80)
const CALLS = 15

/** Repeatable chance (mulberry32): a failure names its seed. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const { db } = await withDatabase()
const office = await officeIn(db)
const { desk, held, activate, state } = memoryDesk()

/** Six persons with nine accounts: three of them have a second one with the other role. */
const people: AccountActor[] = []
for (const district of ['310101', '310115'])
  for (let n = 0; n < 2; n++) people.push(await office.personOf('district-clerk', district))
for (let n = 0; n < 2; n++) people.push(await office.personOf('ra-officer'))
const [first, , third] = people as [AccountActor, AccountActor, AccountActor]
const [, , , , officer] = people as [AccountActor, AccountActor, AccountActor, AccountActor, AccountActor]
people.push(await office.personOf('ra-officer', undefined, first))
people.push(await office.personOf('ra-officer', undefined, third))
people.push(await office.personOf('district-clerk', '310101', officer))

const TOPS = { '310101': await office.topOf('310101'), '310115': await office.topOf('310115') }
const CAUSES = ['lost', 'damaged', 'left', 'key-compromise', 'leave', undefined]
const PROFILES = ['staff-sm2', 'staff-rsa', undefined]

interface World {
  staff: string[]
  requests: string[]
  askedBy: Map<string, AccountActor>
}

const tallies = new Map<string, number>()
const tally = (what: string) => tallies.set(what, (tallies.get(what) ?? 0) + 1)

/** One call by anybody, as chance has it. What is refused is refused as an AppError: anything else fails the run. */
async function call(world: World, pick: (below: number) => number): Promise<void> {
  const oneOf = <T>(list: readonly T[]): T => list[pick(list.length)] as T
  const [newest] = world.requests.slice(-1)
  // Often the newest, so that some come to their end.
  const id = pick(2) > 0 && newest ? newest : world.requests.length > 0 ? oneOf(world.requests) : crypto.randomUUID()
  // Often who asked; as often anybody.
  const actor = pick(2) > 0 ? (world.askedBy.get(id) ?? oneOf(people)) : oneOf(people)
  const ctx = office.as(actor)
  const staffId = oneOf(world.staff)
  const details = () => {
    const [cause, profileId] = [oneOf(CAUSES), oneOf(PROFILES)]
    const more = { note: 'x', newName: '李四', toUnitId: oneOf(Object.values(TOPS)) }
    return { ...more, ...(cause && { cause }), ...(profileId && { profileId }) }
  }
  const verbs: Record<string, () => Promise<unknown>> = {
    create: async () => {
      const own = held.filter((one) => one.staffId === staffId)
      const credentialId = own.length > 0 ? oneOf(own).id : undefined
      const wish = {
        kind: pick(3) > 0 ? ('new' as const) : oneOf(REQUEST_KINDS),
        staffId,
        details: details(),
        ...(credentialId && { credentialId }),
      }
      const made = await createRequest(ctx, desk, wish)
      world.requests.push(made.id)
      world.askedBy.set(made.id, actor)
    },
    change: () => changeRequest(ctx, desk, id, { details: details() }),
    submit: () => submitRequest(ctx, desk, id),
    review: () => reviewRequest(ctx, id),
    approve: () => approveRequest(ctx, desk, id),
    many: () =>
      decideMany(ctx, desk, {
        ids: world.requests.slice(0, 5).concat(id),
        step: oneOf(['review', 'approve'] as const),
      }),
    return: () => returnRequest(ctx, id, { fields: [{ field: 'note', reason: 'x' }] }),
    reject: () => rejectRequest(ctx, id, 'x'),
    cancel: () => cancelRequest(ctx, id, 'x'),
    finish: () => finishRequest(ctx, id),
    key: () => bringKey(ctx, desk, { requestId: id, ...KEY }),
    advance: () => advance(ctx, desk, id),
    material: () => addMaterial(ctx, id, { name: 'a.pdf', bytes: Buffer.from(`%PDF-${pick(9)}`) }),
    leave: () => recordLeaving(ctx, desk, staffId, 'x'),
    activate: async () => {
      const written = held.filter((one) => one.state === 'issued')
      if (written.length > 0) activate(oneOf(written).id)
    },
    away: async () => {
      state.isAway = !state.isAway
    },
    look: () => look(ctx, actor, id, staffId),
  }
  const often = [
    'create',
    'submit',
    'submit',
    'review',
    'review',
    'approve',
    'approve',
    'key',
    'key',
    'advance',
    'look',
    'activate',
  ]
  // Half the time what comes next, the rest whatever somebody may think of.
  const name = pick(2) > 0 ? await nextOf(id) : pick(2) > 0 ? oneOf(often) : oneOf(Object.keys(verbs))
  try {
    await verbs[name]?.()
    tally(`${name} done`)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    tally(`${name} refused`)
  }
}

const NEXT: Readonly<Record<string, string>> = {
  ...{ draft: 'submit', returned: 'submit', submitted: 'review', reviewed: 'approve', approved: 'key' },
  ...{ issuing: 'advance', issued: 'activate', written: 'advance' },
}
const nextOf = async (id: string) => {
  const { rows } = await db.execute<{ state: string }>(sql`select state from user_requests where id = ${id}`)
  return NEXT[rows[0]?.state ?? ''] ?? 'create'
}

/** Everything a person can read is of the own district. */
async function look(ctx: Ctx, actor: AccountActor, id: string, staffId: string): Promise<void> {
  const lists = [(await listRequests(ctx, { limit: 200 })).items, await queueOf(ctx)].flat()
  const read = [
    ...lists.map(({ request }) => request.districtId),
    ...(await listStaff(ctx, { limit: 200 })).items.map(({ staff }) => staff.districtId),
  ]
  if (actor.districtId !== undefined) expect(read.filter((district) => district !== actor.districtId)).toEqual([])
  const seen = await Promise.allSettled([getRequest(ctx, id).then(({ request }) => request), getStaff(ctx, staffId)])
  for (const one of seen)
    if (one.status === 'fulfilled' && actor.districtId !== undefined)
      expect(one.value.districtId).toBe(actor.districtId)
}

/** What must hold whatever happened, asked of the database with no help of the verbs. */
async function faultsIn(handle: Db): Promise<unknown[]> {
  const { rows } = await handle.execute(sql`
    select 'issued without two persons' as fault, id::text from user_requests
      where state in ('issuing', 'issued', 'written', 'closed') and (approver_person is null or approver_person = requester_person
        or (kind <> 'suspend' and (reviewer_person is null or reviewer_person in (requester_person, approver_person)))
        or bringer_person in (reviewer_person, approver_person))
    union all select 'half', id::text from user_requests where (state in ('issued', 'written') and new_credential_id is null)
      or (new_credential_id is not null and issuance_id is null)
    union all select 'twice under way', staff_id::text from user_requests
      where state not in ('closed', 'rejected', 'cancelled', 'failed') group by staff_id, lane having count(*) > 1
    union all select 'another way than the table', e.request_id::text from user_request_events e join user_requests r on r.id = e.request_id
      where e.from_state is not null and e.from_state <> e.to_state
        and not exists (select from user_request_transitions t where t.kind = r.kind and t.from_state = e.from_state and t.to_state = e.to_state)
    union all select 'a story that does not end where it stands', r.id::text from user_requests r
      where r.state <> (select e.to_state from user_request_events e where e.request_id = r.id order by e.id desc limit 1)
    union all select 'decided by accounts of one person', r.id::text from user_requests r
      join accounts a on a.id = r.requester_account join accounts b on b.id = r.approver_account where a.person_id = b.person_id`)
  const live = held.filter(({ state: at }) => ['issued', 'written', 'active', 'suspended'].includes(at))
  const { rows: known } = await handle.execute<{ id: string; supersedes: string | null }>(
    sql`select new_credential_id::text as id, credential_id::text as supersedes from user_requests where new_credential_id is not null`,
  )
  const byId = new Map(known.map((one) => [one.id, one.supersedes]))
  const replaced = new Set(live.flatMap(({ id }) => byId.get(id) ?? []))
  const standing = live.filter(({ id }) => !replaced.has(id)).map(({ staffId, profileId }) => `${staffId} ${profileId}`)
  const twice = standing.filter((one, at) => standing.indexOf(one) !== at)
  const orphans = held.filter(({ id }) => !byId.has(id)).map(({ id }) => id)
  return [
    ...rows,
    ...twice.map((id) => ({ fault: 'holds two of a kind', id })),
    ...orphans.map((id) => ({ fault: 'of no request', id })),
  ]
}

describe('any set of people, in any order', () => {
  it(`in ${SEQUENCES} sequences: 0 issues without two persons, 0 reads of another district, 0 duplicates, 0 half certificates`, async () => {
    const world: World = { staff: [], requests: [], askedBy: new Map() }
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const pick = chance(seed)
      // Other people every so often; between, one sequence goes on from where the last one stopped.
      if (seed % 8 === 1) {
        const staff = [
          await office.staffOf(office.as(first), '310101'),
          await office.staffOf(office.as(third), '310115'),
        ]
        Object.assign(world, { staff: staff.map(({ id }) => id), requests: [], askedBy: new Map() })
      }
      for (let n = 0; n < CALLS; n += 1) {
        // Now and then several at once.
        const together = pick(5) === 0 ? 3 : 1
        await Promise.all(Array.from({ length: together }, () => call(world, pick))).catch((error: unknown) => {
          throw new Error(`sequence ${seed}`, { cause: error })
        })
      }
      if (seed % 25 === 0 || seed === SEQUENCES)
        expect(JSON.stringify(await faultsIn(db)), `up to sequence ${seed}`).toBe('[]')
    }
    // It was no run of refusals: certificates came of it.
    for (const what of ['create', 'submit', 'review', 'approve', 'key'])
      expect([what, (tallies.get(`${what} done`) ?? 0) > 0]).toEqual([what, true])
    process.stdout.write(`requests: ${SEQUENCES} sequences, ${held.length} certificates, 0 faults\n`)
  }, 7_200_000)
})

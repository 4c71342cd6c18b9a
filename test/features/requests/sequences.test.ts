// Whatever any set of people asks of the service, in whatever order: nothing is issued without two persons beside who asked, nobody reads of
// another district, nobody holds two of a kind, and no pair is half. Everything goes by HTTP, to the authorities that issue in earnest.
// The whole figure: `npm run test:requests`. One group of sequences again: ZHENGXUN_REQUEST_SEED=17 (the first of its sequences).

import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { toBase64 } from '#core/bytes/base64.ts'
import { REQUEST_KINDS, type RequestKind } from '#features/requests/index.ts'
import { KINDS } from '#src/features/requests/rules.ts'
import { withDatabase } from '../../database.ts'
import { type Carrier, newCarrier } from '../authority/estate.ts'
import { type Answer, type Call, openCounter, type Visitor } from './counter.ts'
import { identityNumbers } from './office.ts'
import { certificatesIn, faultsIn } from './oracle.ts'

const SEQUENCES = Number(process.env.ZHENGXUN_REQUEST_SEQUENCES ?? 48)
const FIRST = Number(process.env.ZHENGXUN_REQUEST_SEED ?? 1)
/** Of one call or of several at once: about twenty calls a sequence. */
const MOMENTS = 8
/** Sequences about the same people, one after the other; other groups go on beside it. */
const GROUP = 8
const LANES = 4

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

const database = await withDatabase()
const counter = await openCounter(database)
const { ask, visitor, office } = counter
const nextNumber = identityNumbers()

/** Nine persons with fifteen accounts. Three have a second one with the other role, one a second one in another district. */
const clerks = {
  '310101': [await visitor('district-clerk', '310101'), await visitor('district-clerk', '310101')],
  '310115': [await visitor('district-clerk', '310115'), await visitor('district-clerk', '310115')],
} as const
const officers = [await visitor('ra-officer'), await visitor('ra-officer')] as const
const people: Visitor[] = [
  ...[...clerks['310101'], ...clerks['310115'], ...officers],
  await visitor('district-clerk', '310104'),
  await visitor('ra-officer', undefined, clerks['310101'][0]),
  await visitor('ra-officer', undefined, clerks['310115'][0]),
  await visitor('district-clerk', '310101', officers[0]),
  await visitor('district-clerk', '310115', clerks['310101'][1]),
  await visitor('district-clerk'),
  await visitor('auditor'),
  await visitor('auditor', '310115'),
]
const DISTRICTS = ['310101', '310115'] as const
const TOPS = { '310101': await office.topOf('310101'), '310115': await office.topOf('310115') }
const CAUSES = ['lost', 'damaged', 'left', 'key-compromise', 'leave', undefined]
const PROFILES = ['staff-sm2', 'staff-sm2', 'staff-sm2', 'staff-rsa', undefined]
/** Somebody of each district who is in no group: ids that anybody may try. */
const strangers = await Promise.all(DISTRICTS.map((district) => register(district, 'X')))

async function register(district: (typeof DISTRICTS)[number], mark: string): Promise<string> {
  const body = {
    ...{ unitId: TOPS[district], name: '张三', staffNumber: `${mark}-${nextNumber().slice(0, 17)}` },
    identity: { kind: 'resident', number: nextNumber() },
  }
  const { json, status } = await ask(clerks[district][0], { method: 'POST', path: '/staff', body })
  if (status !== 201) throw new Error(`nobody was registered: ${JSON.stringify(json)}`)
  return json.id
}

interface Group {
  staff: string[]
  requests: string[]
  askedBy: Map<string, Visitor>
  /** What came of the requests, and whose it is. */
  credentials: Map<string, string>
  /** Whose key is on which carrier, by the credential that came of it. */
  keys: Map<string, Carrier>
  /** The same call may come again. */
  last?: [Visitor, Call]
  trace: string[]
}

const tallies = new Map<string, number>()

async function told(group: Group, who: Visitor, call: Call): Promise<Answer> {
  const answer = await ask(who, call)
  const outcome =
    answer.status < 300 ? 'done' : answer.status === 403 || answer.status === 404 ? 'refused' : 'impossible'
  const name = `${call.method} ${call.path.replace(/[0-9a-f-]{36}/g, ':id').replace(/\?.*/, '')} ${outcome}`
  tallies.set(name, (tallies.get(name) ?? 0) + 1)
  group.trace.push(
    `${who.name} ${call.method} ${call.path} ${JSON.stringify(call.body ?? null)} → ${answer.status} ${answer.json?.code ?? ''}`,
  )
  return answer
}

/** Chance decides everything about a call before any of those that go together is made: the same seed makes the same calls. */
interface Moment {
  group: Group
  pick: (below: number) => number
  oneOf: <T>(list: readonly T[]) => T
  id: string
  who: Visitor
  staffId: string
  credentialId: string
}
type Act = () => Promise<void>

const post = ({ group, who }: Moment, path: string, body?: object): Act => {
  const call: Call = { method: 'POST', path, ...(body && { body }) }
  group.last = [who, call]
  return async () => void (await told(group, who, call))
}
const get =
  ({ group, who }: Moment, path: string): Act =>
  async () =>
    void (await told(group, who, { method: 'GET', path }))

/** Mostly with a cause that fits the kind. */
function detailsBy({ pick, oneOf }: Moment, kind?: RequestKind) {
  const fitting = kind && KINDS[kind].causes
  const cause = pick(5) === 0 ? oneOf(CAUSES) : fitting && oneOf(fitting)
  const profileId = oneOf(PROFILES)
  const more = { note: 'x', newName: '李四', toUnitId: oneOf(Object.values(TOPS)) }
  return { ...more, ...(cause && { cause }), ...(profileId && { profileId }) }
}

const noteCredential = ({ credentials }: Group, json: Answer['json']) => {
  if (json?.newCredentialId) credentials.set(json.newCredentialId, json.staff.id)
}

const ACTS: Record<string, (at: Moment) => Act> = {
  create: (at) => {
    const { group, who, pick, oneOf, staffId, credentialId } = at
    // Mostly for the one who holds it.
    const holder = pick(5) > 0 ? group.credentials.get(credentialId) : undefined
    const kind = pick(4) > 0 && !holder ? 'new' : oneOf(REQUEST_KINDS)
    const body = { kind, staffId: holder ?? staffId, credentialId, details: detailsBy(at, kind) }
    return async () => {
      const { status, json } = await told(group, who, { method: 'POST', path: '/user-requests', body })
      if (status !== 201) return
      group.requests.push(json.id)
      group.askedBy.set(json.id, who)
    }
  },
  change: (at) => {
    const call: Call = { method: 'PATCH', path: `/user-requests/${at.id}`, body: { details: detailsBy(at) } }
    return async () => void (await told(at.group, at.who, call))
  },
  submit: (at) => post(at, `/user-requests/${at.id}/submission`),
  review: (at) => post(at, `/user-requests/${at.id}/review`),
  approve: (at) => post(at, `/user-requests/${at.id}/approval`),
  many: (at) => {
    const ids = at.group.requests.slice(0, 5).concat(at.id)
    return post(at, '/user-requests/decisions', { ids, step: at.oneOf(['review', 'approve']) })
  },
  return: (at) => post(at, `/user-requests/${at.id}/return`, { fields: [{ field: 'note', reason: 'x' }] }),
  reject: (at) => post(at, `/user-requests/${at.id}/rejection`, { reason: 'x' }),
  cancel: (at) => post(at, `/user-requests/${at.id}/cancellation`, { reason: 'x' }),
  finish: (at) => post(at, `/user-requests/${at.id}/completion`),
  key: (at) => {
    const { group, who, pick, id } = at
    // Of a few carriers, so that some are in other hands; mostly of the kind that was asked for.
    const [serial, isRsa, isAway] = [`UK-${pick(40)}`, pick(5) === 0, pick(8) === 0]
    return async () => {
      const carrier = await newCarrier(isRsa ? 'p256' : 'sm2')
      const body = {
        request: toBase64(carrier.request),
        carrier: { serial: `${group.staff[0]?.slice(0, 8)}-${serial}`, model: 'soft', kind: 'software' },
      }
      const { status, json } = await told(group, who, {
        method: 'POST',
        path: `/user-requests/${id}/key`,
        body,
        isAway,
      })
      if (status === 200 && json.carrierSerial) group.keys.set(id, carrier)
      noteCredential(group, json)
    }
  },
  advance:
    ({ group, who, id }) =>
    async () => {
      const { json } = await told(group, who, { method: 'POST', path: `/user-requests/${id}/progress` })
      noteCredential(group, json)
    },
  material: (at) => {
    const body = new FormData()
    body.append('file', new Blob([`%PDF-${at.pick(9)}`]), 'a.pdf')
    return async () =>
      void (await told(at.group, at.who, { method: 'POST', path: `/user-requests/${at.id}/materials`, body }))
  },
  // Who has left asks for nothing any more: seldom, or nothing comes of the rest.
  leave: (at) =>
    at.pick(4) > 0 ? get(at, `/staff/${at.staffId}`) : post(at, `/staff/${at.staffId}/leaving`, { reason: 'x' }),
  reveal: (at) => post(at, `/staff/${at.staffId}/identity`, { reason: 'x' }),
  written: (at) => post(at, `/credentials/${at.credentialId}/written`),
  activate: ({ group, who, pick, credentialId, id }) => {
    // Now and then signed with somebody else's key.
    const isForged = pick(6) === 0
    return async () => {
      await told(group, who, { method: 'POST', path: `/credentials/${credentialId}/written` })
      const parcel = await told(group, who, { method: 'GET', path: `/credentials/${credentialId}/package` })
      const asked = await told(group, who, { method: 'POST', path: `/credentials/${credentialId}/challenges` })
      if (asked.status !== 201 || parcel.status !== 200) return
      const requestId = (await told(group, who, { method: 'GET', path: `/credentials/${credentialId}` })).json.requestId
      const carrier = isForged ? await newCarrier() : group.keys.get(requestId)
      if (!carrier) return
      const signature = toBase64(await carrier.signer.sign(new TextEncoder().encode(asked.json.document)))
      const body = { challengeId: asked.json.id, signature, certificate: parcel.json.sign }
      const { status } = await told(group, who, {
        method: 'POST',
        path: `/credentials/${credentialId}/activation`,
        body,
      })
      if (isForged) expect(status, 'another key').not.toBe(200)
      await told(group, who, { method: 'POST', path: `/user-requests/${id}/progress` })
    }
  },
  look: (at) => {
    const paths = [
      ...['/user-requests?limit=30', '/user-requests/queue', '/staff?limit=30', '/credentials?limit=30'],
      ...['/org-units', '/user-request-batches', '/user-requests/transfer-targets', '/authorities/issuances?limit=30'],
      ...[
        `/user-requests/${at.id}`,
        `/staff/${at.staffId}`,
        `/credentials/${at.credentialId}`,
        `/staff/${at.staffId}/carriers`,
      ],
      ...[
        `/user-requests?staffId=${at.staffId}`,
        `/credentials?staffId=${at.staffId}`,
        `/credentials/${at.credentialId}/package`,
      ],
    ]
    const chosen = [at.oneOf(paths), at.oneOf(paths)]
    return async () => {
      for (const path of chosen) await get(at, path)()
    }
  },
  again: ({ group }) => {
    const [who, call] = group.last ?? []
    return async () => void (who && call && (await told(group, who, call)))
  },
}
const OFTEN = [
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
  'again',
  'activate',
]
const NEXT: Readonly<Record<string, string>> = {
  ...{ draft: 'submit', returned: 'submit', submitted: 'review', reviewed: 'approve', approved: 'key' },
  ...{ issuing: 'advance', issued: 'activate', written: 'activate' },
}

const nextOf = (standing: Standing | undefined) =>
  standing?.state === 'approved' && standing.kind === 'unlock' ? 'finish' : (NEXT[standing?.state ?? ''] ?? 'create')

interface Standing extends Record<string, unknown> {
  state: string
  credential: string | null
  kind: RequestKind
}
const standingOf = async (id: string): Promise<Standing | undefined> => {
  const { rows } = await database.owner.execute<Standing>(
    sql`select state, new_credential_id::text as credential, kind from user_requests where id = ${id}`,
  )
  return rows[0]
}

/** One or several calls of one moment. */
async function moment(group: Group, pick: (below: number) => number): Promise<void> {
  const oneOf = <T>(list: readonly T[]): T => list[pick(list.length)] as T
  const together = pick(5) === 0 ? 3 : 1
  const isTwin = pick(3) === 0
  const acts: Act[] = []
  for (let n = 0; n < together; n++) {
    const newest = group.requests.at(-1)
    // Often the newest, so that some come to their end.
    const id = pick(2) > 0 && newest ? newest : group.requests.length > 0 ? oneOf(group.requests) : crypto.randomUUID()
    const standing = await standingOf(id)
    const staffId = pick(8) === 0 ? oneOf(strangers) : oneOf(group.staff)
    const known = pick(2) > 0 && standing?.credential ? standing.credential : undefined
    const credentialId =
      known ?? (group.credentials.size > 0 ? oneOf([...group.credentials.keys()]) : crypto.randomUUID())
    const follows = pick(3) > 0
    const name = follows ? nextOf(standing) : pick(2) > 0 ? oneOf(OFTEN) : oneOf(Object.keys(ACTS))
    // Often who would do it; as often anybody.
    const who = pick(3) > 0 ? likely(name, group.askedBy.get(id), oneOf) : oneOf(people)
    const at: Moment = {
      group,
      pick,
      oneOf,
      id,
      who,
      staffId,
      credentialId: follows ? (standing?.credential ?? credentialId) : credentialId,
    }
    const act = ACTS[name]?.(at)
    if (act) acts.push(act, ...(isTwin && together > 1 ? [act] : []))
  }
  await Promise.all(acts.map((act) => act()))
}

function likely(name: string, asker: Visitor | undefined, oneOf: <T>(list: readonly T[]) => T): Visitor {
  if (name === 'approve') return oneOf(people.filter(({ actor }) => actor.roles.includes('ra-officer')))
  if (name === 'review') return oneOf(people.filter(({ district }) => district === '*' || district === asker?.district))
  return asker ?? oneOf(people)
}

async function play(first: number, last: number): Promise<void> {
  const staff = [await register('310101', `A${first}`), await register('310115', `B${first}`)]
  const group: Group = { staff, requests: [], askedBy: new Map(), credentials: new Map(), keys: new Map(), trace: [] }
  for (let seed = first; seed <= last; seed++) {
    const pick = chance(seed)
    for (let n = 0; n < MOMENTS; n += 1)
      await moment(group, pick).catch((error: unknown) => {
        throw new Error(`sequence ${seed}\n${group.trace.slice(-40).join('\n')}`, { cause: error })
      })
  }
}

describe('any set of people, in any order, by HTTP', () => {
  it(`in ${SEQUENCES} sequences: 0 issues without two persons, 0 reads of another district, 0 duplicates, 0 half certificates`, async () => {
    const started = performance.now()
    const last = FIRST + SEQUENCES - 1
    const groups = Array.from({ length: Math.ceil(SEQUENCES / GROUP) }, (_, n) => FIRST + n * GROUP)
    let done = 0
    const lane = async () => {
      for (let first = groups.shift(); first !== undefined; first = groups.shift()) {
        await play(first, Math.min(first + GROUP - 1, last))
        done += GROUP
        if (done % 1_000 === 0) {
          expect(JSON.stringify(await faultsIn(database.owner)), `after about ${done} sequences`).toBe('[]')
          process.stdout.write(`requests: ${done} sequences, ${Math.round((performance.now() - started) / 1_000)} s\n`)
        }
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    expect(JSON.stringify(await faultsIn(database.owner), null, 1)).toBe('[]')
    const { read, faults } = await certificatesIn(database.owner)
    expect(faults).toEqual([])
    const calls = [...tallies.values()].reduce((sum, one) => sum + one, 0)
    if (process.env.ZHENGXUN_REQUEST_TALLIES)
      process.stdout.write(
        `${[...tallies]
          .sort()
          .map(([what, n]) => `${n}\t${what}`)
          .join('\n')}\n`,
      )
    // It was no run of refusals: certificates came of it, and came into use.
    for (const what of [
      '/user-requests',
      '/user-requests/:id/submission',
      '/user-requests/:id/review',
      '/user-requests/:id/approval',
    ])
      expect([what, (tallies.get(`POST ${what} done`) ?? 0) > 0]).toEqual([what, true])
    for (const what of ['/user-requests/:id/key', '/credentials/:id/activation'])
      expect([what, (tallies.get(`POST ${what} done`) ?? 0) > 0]).toEqual([what, true])
    const seconds = (performance.now() - started) / 1_000
    process.stdout.write(
      `requests: ${SEQUENCES} sequences, ${calls} calls, ${read} certificates, 0 faults; ${seconds.toFixed(0)} s, ${(SEQUENCES / seconds).toFixed(1)} sequences/s\n`,
    )
  }, 7_200_000)
})

// Whatever anybody tries in whatever order: no seal without three persons, none that changes without two, nothing across districts.
// `ZHENGXUN_SEAL_SEQUENCES=10000` for the whole figure.

import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { approveStanding, decide } from '#features/seals/decide.ts'
import { NewSeal, RequestsQuery, SealsQuery } from '#features/seals/inputs.ts'
import { listRequests, listSeals } from '#features/seals/list.ts'
import { makeSeal } from '#features/seals/make.ts'
import { exportSeal } from '#features/seals/package.ts'
import { settlePicture } from '#features/seals/picture.ts'
import { bringAgain, requestChange, requestSeal, requestStanding } from '#features/seals/request.ts'
import { type AccountActor, AppError } from '#src/context.ts'
import { withDatabase } from '../../database.ts'
import { AUDITOR, CLERK, MAKER, OFFICER, OTHER_CLERK, person, SECOND_OFFICER, sealStage } from './stage.ts'

const SEQUENCES = Number(process.env.ZHENGXUN_SEAL_SEQUENCES ?? 25)
const STEPS_EACH = 18

const { db } = await withDatabase()
const { ctxOf, equip } = sealStage(db)
let maker: { id: string }
let holder: { certificate: Uint8Array }
beforeAll(async () => {
  maker = await equip('seal-making', '样例制章者')
  holder = await equip('document-signature', '张伟')
})

/** The officer again, by an account with every right: one person all the same. */
const ALIAS: AccountActor = { ...person('alias0', ['ra-officer', 'operator']), personId: OFFICER.personId }
const CAST = [CLERK, OTHER_CLERK, OFFICER, SECOND_OFFICER, MAKER, AUDITOR, ALIAS]

/** The same numbers every time. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 0x1_0000_0000) * below)
  }
}

const WANTED = NewSeal.parse({
  ...{ sealKind: 'name', name: '张伟', holderName: '张伟', unitName: '中心', reason: '新办' },
  design: { style: 'name-square-18', text: '张' },
})

interface Play {
  request: string
  seal: string
}

type Deed = (actor: AccountActor, play: Play, random: (below: number) => number) => Promise<unknown>

const decided =
  (step: Parameters<typeof decide>[2]): Deed =>
  (actor, { request }) =>
    decide(ctxOf(actor), request, step, '样例')

const DEEDS = {
  review: decided('review'),
  return: decided('return'),
  reject: decided('reject'),
  cancel: decided('cancel'),
  abandon: decided('abandon'),
  drop: decided('drop'),
  picture: (actor, { request }) => settlePicture(ctxOf(actor), request),
  make: async (actor, play) => {
    play.seal = (await makeSeal(ctxOf(actor), play.request, maker.id)).sealId
  },
  again: (actor, { request }) => bringAgain(ctxOf(actor), request, WANTED, { certificates: [] }),
  stand: async (actor, play, random) => {
    const kind = (['freeze', 'unfreeze', 'destroy'] as const)[random(3)] ?? 'freeze'
    play.request = (await requestStanding(ctxOf(actor), play.seal, { kind, reason: '样例' })).id
  },
  change: async (actor, play) => {
    play.request = (await requestChange(ctxOf(actor), play.seal, 'change', WANTED, { certificates: [] })).id
  },
  approve: (actor, { request }) => approveStanding(ctxOf(actor), request),
  pack: (actor, { seal }) => exportSeal(ctxOf(actor), seal),
} satisfies Record<string, Deed>
type DeedName = keyof typeof DEEDS
const ALL = Object.keys(DEEDS) as DeedName[]

/** What leads on: tried more often than the rest, by anybody. */
const NEXT: Readonly<Record<string, readonly DeedName[]>> = {
  submitted: ['review', 'review', 'approve', 'approve', 'return'],
  returned: ['again'],
  reviewed: ['picture'],
  pictured: ['make'],
  made: ['stand', 'change', 'pack'],
  delivered: ['stand', 'change'],
  done: ['stand', 'change'],
}

async function chosen({ request }: Play, random: (below: number) => number): Promise<DeedName> {
  const { rows } = await db.execute<{ state: string }>(sql`select state from seal_requests where id = ${request}`)
  const likely = random(10) < 8 ? NEXT[rows[0]?.state ?? ''] : undefined
  const from = likely ?? ALL
  return from[random(from.length)] ?? 'review'
}

const NOBODY = '00000000-0000-4000-8000-000000000000'

async function act(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    // Refused, never failed.
    if (error instanceof AppError) return false
    throw error
  }
}

const count = async (query: ReturnType<typeof sql>) => Number((await db.execute<{ n: string }>(query)).rows[0]?.n)

describe('random sequences of what anybody may try', () => {
  it(
    'leave no seal that one or two persons made',
    async () => {
      const random = numbers(20261122)
      let taken = 0
      for (let i = 0; i < SEQUENCES; i++) {
        const play: Play = { request: NOBODY, seal: NOBODY }
        await act(async () => {
          const actor = CAST[random(CAST.length)] ?? CLERK
          play.request = (await requestSeal(ctxOf(actor), WANTED, { certificates: [holder.certificate] })).id
        })
        for (let step = 0; step < STEPS_EACH; step++) {
          const actor = CAST[random(CAST.length)] ?? CLERK
          const deed = DEEDS[await chosen(play, random)]
          if (await act(() => deed(actor, play, random))) taken++
        }
      }
      expect(taken).toBeGreaterThan(SEQUENCES / 2)
      expect(await count(sql`select count(*) as n from seals`)).toBeGreaterThan(SEQUENCES / 12)
      expect(await count(sql`select count(*) as n from seals where state <> 'active'`)).toBeGreaterThan(0)
      expect(
        await count(sql`select count(*) as n from seals s join seal_requests r on r.id = s.request_id
        where r.requester_person is null or r.reviewer_person is null or r.maker_person is null or s.district_id <> r.district_id
          or r.requester_person in (r.reviewer_person, r.maker_person) or r.reviewer_person = r.maker_person
          or r.state not in ('made', 'delivered')`),
      ).toBe(0)
      expect(
        await count(sql`select count(*) as n from seals s join seal_requests r on r.id = s.state_by
        where s.state <> 'active' and (r.requester_person = r.reviewer_person or r.state not in ('done', 'made', 'delivered') or r.seal_id <> s.id)`),
      ).toBe(0)
      expect(
        await count(sql`select count(*) as n from seals s left join electronic_seals e on e.sha256 = s.sha256
        where e.standing is distinct from case s.state when 'active' then 'usable' when 'frozen' then 'frozen' else 'withdrawn' end`),
      ).toBe(0)
      for (const clerk of [CLERK, OTHER_CLERK]) {
        const seen = [
          ...(await listSeals(ctxOf(clerk), SealsQuery.parse({ limit: 200 }))).items,
          ...(await listRequests(ctxOf(clerk), RequestsQuery.parse({ limit: 200 }))).items,
        ]
        expect(seen.filter(({ districtId }) => districtId !== clerk.districtId)).toEqual([])
      }
    },
    SEQUENCES * 10_000,
  )
})

// People of the house whose seals are asked for, reviewed and made, over a database of their own.

import { createHash } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { credentials } from '#db/schema/credentials.ts'
import { decide } from '#features/seals/decide.ts'
import { NewSeal } from '#features/seals/inputs.ts'
import { makeSeal } from '#features/seals/make.ts'
import { settlePicture } from '#features/seals/picture.ts'
import type { AccountActor, Ctx } from '#src/context.ts'
import { NOW } from '../../context.ts'
import type { TestDatabase } from '../../database.ts'
import { holds } from '../holdings/stage.ts'
import { officeIn } from '../requests/office.ts'
import { sealStage, strangerCertificate } from './stage.ts'

/** An hour after the accounts were made: who decides was there before it was asked for. */
export const LATER = NOW + 3_600_000

export async function sealHouse(database: TestDatabase) {
  const { db, owner } = database
  const { ports, equip } = sealStage(db)
  const office = await officeIn(db)
  const as = (actor: AccountActor): Ctx => {
    const ctx = office.as(actor, LATER)
    return { ...ctx, ports: { ...ctx.ports, ...ports, secrets: office.secrets } }
  }
  const clerk = as(await office.personOf('district-clerk', '310106'))
  const officer = as(await office.personOf('ra-officer'))
  const second = as(await office.personOf('ra-officer'))
  const operator = as(await office.personOf('operator'))

  let counter = 0
  /** Somebody of a list with a certificate in use, put there past the steps that lead to it. */
  async function holder(districtId: string, name: string, of?: string) {
    counter += 1
    const staff = of
      ? { id: of, districtId, name }
      : await office.staffOf(as(await office.personOf('district-clerk', districtId)), districtId, name)
    const certificate = await strangerCertificate({ commonName: name })
    const given = { staff, carrier: `UK-${counter}`, serial: `0${counter}`, number: `SQ-2026-90000${counter}` } as const
    const { id } = await holds(database, {
      ...given,
      staff: staff as never,
      notAfter: NOW + 86_400_000 * 900,
      events: [['issued', NOW]],
    })
    const sha256 = createHash('sha256').update(certificate).digest('hex')
    await put(id, { signCertificate: certificate, signSha256: sha256 })
    return { id, staffId: staff.id, certificate }
  }
  async function put(id: string, values: Partial<typeof credentials.$inferInsert>): Promise<void> {
    await owner.execute(sql`set session_replication_role = replica`)
    await owner.update(credentials).set(values).where(eq(credentials.id, id))
    await owner.execute(sql`set session_replication_role = origin`)
  }

  const wanted = (credentialIds: string[], name = '王芳') =>
    NewSeal.parse({
      ...{
        sealKind: 'name',
        name: `${name}之印`,
        holderName: name,
        unitName: '静安区社保中心',
        reason: '新办',
        credentialIds,
      },
      design: { style: 'name-square-20', text: name },
    })
  async function made(id: string, makerKey: string): Promise<string> {
    await decide(officer, id, 'review')
    await settlePicture(operator, id)
    return (await makeSeal(operator, id, makerKey)).sealId
  }

  return { office, clerk, officer, second, operator, as, equip, holder, put, wanted, made }
}

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ownClock } from '#adapters/clock/own-clock.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { findings } from '#db/schema/findings.ts'
import { watchClock } from '#features/systems/index.ts'
import { demandRightClock } from '#src/right-clock.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const LOOPBACK = { allow: [{ cidr: '127.0.0.0/8' }] }

/** A time server on loopback whose clock is ahead by so much; `undefined` says nothing. */
async function timeServer(aheadMs: number | undefined): Promise<{ host: string; port: number }> {
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => {
    if (aheadMs === undefined) return
    const answer = Buffer.alloc(48)
    answer.set([0x24, 1])
    question.copy(answer, 24, 40, 48)
    const seconds = (Date.now() + aheadMs) / 1000 + 2_208_988_800
    for (const place of [32, 40]) {
      answer.writeUInt32BE(Math.floor(seconds), place)
      answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), place + 4)
    }
    socket.send(answer, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return { host: '127.0.0.1', port: (socket.address() as AddressInfo).port }
}

const clockOf = async (...aheadMs: (number | undefined)[]) =>
  ownClock({ egress: createEgress(LOOPBACK), servers: await Promise.all(aheadMs.map(timeServer)), now: Date.now })

describe('our own clock, asked of servers on loopback', () => {
  it('is wrong when they agree that it is an hour behind, and found out by how much', async () => {
    const clock = await clockOf(3_600_000, 3_600_000, 3_600_000)
    expect(clock.standing().state).toBe('unchecked')
    const { state, offsetMs, agreeing } = await clock.check()
    expect([state, agreeing]).toEqual(['wrong', 3])
    expect(Math.round((offsetMs ?? 0) / 60_000)).toBe(60)
    expect(clock.standing().state).toBe('wrong')
  })

  it('is right though one of three lies, and unknown when two say nothing', async () => {
    expect((await (await clockOf(0, 0, 3_600_000)).check()).state).not.toBe('wrong')
    expect((await (await clockOf(0, undefined, undefined)).check()).state).toBe('unknown')
  })

  it('asks nobody the allow-list does not name', async () => {
    const servers = await Promise.all([0, 0, 0].map(timeServer))
    const clock = ownClock({ egress: createEgress({ allow: [] }), servers, now: Date.now })
    expect(await clock.check()).toMatchObject({ state: 'unknown', agreeing: 0 })
  })
})

describe('a wrong clock', async () => {
  const { db } = await withDatabase()

  it('refuses to sign, opens one finding, and lets go of both when it is right again', async () => {
    const wrong = testCtx(db, { now: Date.now(), ports: { ownClock: await clockOf(90_000, 90_000, 90_000) } })
    const right = testCtx(db, { now: Date.now(), ports: { ownClock: await clockOf(0, 0, 0) } })
    demandRightClock(wrong)
    await watchClock(wrong)
    expect(() => demandRightClock(wrong)).toThrow(
      expect.objectContaining({ code: 'app.clock-wrong', kind: 'unavailable' }),
    )
    const open = () => db.select({ state: findings.state, code: findings.code }).from(findings)
    expect(await open()).toMatchObject([{ code: 'clock.wrong' }])
    await watchClock(right)
    expect(() => demandRightClock(right)).not.toThrow()
  })
})

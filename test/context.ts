import { createHmac } from 'node:crypto'
import { nodePasswords } from '#adapters/crypto/passwords.node.ts'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db } from '#db/database.ts'
import { noKeptResults, uncheckedClock } from '#src/absent-port.ts'
import type { AccountActor, Actor, Assurance, Ctx, Role } from '#src/context.ts'
import type { Ports, RightsSeal } from '#src/ports.ts'

/** A Saturday, 09:00 in Shanghai. */
export const NOW: Instant = Date.parse('2026-11-21T01:00:00Z')

/** What everybody of the cast has proven, if a suite does not say otherwise. */
const PROVEN: Assurance = { factors: ['password', 'totp'], at: NOW }

/** The fixed cast: one person a role, named by the role. They exist in no database; verbs only read them from the context. */
export function actorOf(...roles: Role[]): AccountActor {
  const [role] = roles
  const id = `00000000-0000-4000-8000-${Buffer.from(role ?? '')
    .toString('hex')
    .padEnd(12, '0')
    .slice(0, 12)}`
  return {
    ...{ type: 'account', accountId: id, personId: id, name: role ?? '', roles, sessionId: id, address: '127.0.0.1' },
    assurance: PROVEN,
  }
}

/** One for the whole file: making them hashes a password, 30 ms of a core each time. */
const passwords = nodePasswords()

/** Rights are sealed in every suite; under a key of the vault in those that are about the key. */
export const fixedRights: RightsSeal = {
  begin: async () => undefined,
  codes: async (_db, texts) =>
    texts.map((text) => createHmac('sha256', 'the key of the suites').update(text).digest('hex')),
}

/** The cast has just proven who they are, whenever a suite plays. */
function fresh(actor: Actor, now: Instant): Actor {
  if (actor.type !== 'account' || actor.assurance !== PROVEN) return actor
  return { ...actor, assurance: { ...PROVEN, at: now } }
}

/** A context around a real database. Ports that a test needs and that are not pure are given by the test. */
export function testCtx(db: Db, given: { actor?: Actor; now?: Instant; ports?: Partial<Ports> } = {}): Ctx {
  // A port that a test did not give must not be asked; if it is, the test fails by its name.
  const ports = {
    primitives: nodePrimitives,
    passwords,
    rights: fixedRights,
    ownClock: uncheckedClock,
    keptResults: noKeptResults,
    ...given.ports,
  } as Ports
  const now = given.now ?? NOW
  return { db, actor: fresh(given.actor ?? { type: 'system', name: 'test' }, now), now, requestId: 'test', ports }
}

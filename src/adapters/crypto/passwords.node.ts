// Passwords by argon2id (RFC 9106), in threads beside the event loop.

import { hash, verify } from '@node-rs/argon2'
import type { Passwords } from '#src/ports.ts'

/** Memory in KiB, passes, lanes: the OWASP minimum for argon2id. The salt is the library's, 16 random bytes each. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function nodePasswords(): Passwords {
  // What an unknown name is checked against, so that it takes as long as a known one.
  const nobody = hash('nobody has this password', COST)
  return {
    hash: (password) => hash(password, COST),
    verify: async (phc, password) => {
      const isMatch = await verify(phc ?? (await nobody), password)
      return phc !== undefined && isMatch
    },
  }
}

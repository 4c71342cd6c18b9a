// How much one object may cost: signers, timestamps, countersignatures and lists each bring keys and paths of their own, and an
// attacker chooses how many (house decision: no input can exceed the work budget; an overrun concludes nothing).

import type { Primitives } from './primitives.ts'

/** Signature checks of everyday size for one object, everything in it together: about half a second. */
export const MAX_WORK = 4000
/** Keys up to this size (RSA-4096) count as one check; the cost of larger ones grows with the square. */
const EVERYDAY_KEY_BYTES = 600

export interface Meter {
  /** The same primitives; beyond the budget nothing verifies. */
  primitives: Primitives
  /** Then whatever was refused for a signature may be wrong, and nothing may be concluded. */
  isExhausted(): boolean
}

export function metered(primitives: Primitives): Meter {
  let spent = 0
  return {
    primitives: {
      inflate: primitives.inflate,
      ciphers: primitives.ciphers,
      xml: primitives.xml,
      digest: (algorithm, ...parts) => primitives.digest(algorithm, ...parts),
      verify: (check) => {
        spent += Math.max(1, check.publicKey.length / EVERYDAY_KEY_BYTES) ** 2
        return spent <= MAX_WORK && primitives.verify(check)
      },
    },
    isExhausted: () => spent > MAX_WORK,
  }
}

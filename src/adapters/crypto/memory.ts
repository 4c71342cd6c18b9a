// What the crypto adapters remember between questions, so that a cold start can be measured and tested.

import { forgetKeys } from './keys.node.ts'

/** As after a restart. */
export function forgetEverything(): void {
  forgetKeys()
}

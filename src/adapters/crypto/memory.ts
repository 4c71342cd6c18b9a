// What is remembered between questions (keys here, certificates in core), so that a cold start can be measured and tested.

import { forgetNames } from '#core/x509/names.ts'
import { forgetCertificates } from '#core/x509/parse.ts'
import { forgetKeys } from './keys.node.ts'

/** As after a restart. */
export function forgetEverything(): void {
  forgetKeys()
  forgetCertificates()
  forgetNames()
}

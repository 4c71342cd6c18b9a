// The path inputs of a corpus case, in the words of the path judge.

import type { VerificationRequest } from '#core/verify.ts'
import type { Case } from './verify-cases.ts'

export function pathOptionsOf(_one: Case): VerificationRequest['path'] | undefined {
  return undefined
}

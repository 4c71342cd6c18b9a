// The policy a verification is asked for on the command line: one that came with the product, or a JSON file.

import { readFile } from 'node:fs/promises'
import { BUILT_IN_POLICIES, builtInPolicy, type VerificationPolicy } from '#core/verification-policy.ts'
import { AppError } from '#src/context.ts'
import { bothTexts } from './both-texts.ts'

/** A file has no versions: its policy is reported as version 1. @throws Error with a readable message, naming the policies there are. */
export async function policyNamed(name: string): Promise<VerificationPolicy> {
  const builtIn = builtInPolicy(name)
  if (builtIn) return builtIn
  if (name.endsWith('.json')) return readPolicy(await readFile(name, 'utf8'))
  const known = BUILT_IN_POLICIES.map(({ id }) => id).join(', ')
  throw new Error(`no such policy: ${name} (there are: ${known}; or name a file ending in .json)`)
}

async function readPolicy(text: string): Promise<VerificationPolicy> {
  // Loaded here: most verifications need nothing of the service.
  const { asPolicy, parsePolicy } = await import('#features/trust/index.ts')
  try {
    return asPolicy(parsePolicy(text), 1)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new Error(bothTexts(error.code, error.params))
  }
}

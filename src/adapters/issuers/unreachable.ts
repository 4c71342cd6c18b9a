// Why a CA or a name server could not be asked, as a refusal that names what to do.

import { toEgressError } from '#adapters/egress/error.ts'
import { AppError } from '#src/context.ts'

/** What an administrator has to allow or correct: trying again changes nothing. */
const OURS = ['policy-refused', 'url-malformed', 'scheme-refused']

/** @param error of the egress, or of a socket it opened */
export function unreachable(error: unknown, host: string, port = 0): AppError {
  if (error instanceof AppError) return error
  const { problem, ...at } = toEgressError(error, host, port)
  const params = { problem, host: at.host, port: at.port }
  if (OURS.includes(problem)) return new AppError('precondition', 'issuer.address-not-allowed', params)
  return new AppError('unavailable', problem === 'tls-failed' ? 'issuer.tls-failed' : 'issuer.unreachable', params)
}

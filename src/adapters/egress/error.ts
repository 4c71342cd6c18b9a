// Why something could not be asked, in words a check can turn into a reason.

/**
 * `url-malformed` `scheme-refused` `policy-refused` nothing was sent · `name-unknown` `resolver-failed` no address ·
 * `connection-refused` `host-unreachable` `network-unreachable` `connect-timeout` no connection ·
 * `answer-timeout` `connection-reset` `protocol-error` `body-too-large` `too-many-redirects` connected, no usable answer ·
 * `tls-failed` the peer of an https URL did not prove itself.
 */
export type EgressProblem =
  | 'url-malformed'
  | 'scheme-refused'
  | 'policy-refused'
  | 'name-unknown'
  | 'resolver-failed'
  | 'connection-refused'
  | 'host-unreachable'
  | 'network-unreachable'
  | 'connect-timeout'
  | 'answer-timeout'
  | 'connection-reset'
  | 'protocol-error'
  | 'body-too-large'
  | 'too-many-redirects'
  | 'tls-failed'

export class EgressError extends Error {
  readonly problem: EgressProblem
  readonly host: string
  readonly port: number

  constructor(problem: EgressProblem, host: string, port: number, detail = '') {
    super(`${problem}: ${host}:${port}${detail ? ` (${detail})` : ''}`)
    this.name = 'EgressError'
    this.problem = problem
    this.host = host
    this.port = port
  }
}

const BY_CODE: Readonly<Record<string, EgressProblem>> = {
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'host-unreachable',
  EHOSTDOWN: 'host-unreachable',
  ENETUNREACH: 'network-unreachable',
  EADDRNOTAVAIL: 'network-unreachable',
  ENETDOWN: 'network-unreachable',
  ETIMEDOUT: 'connect-timeout',
  ENOTFOUND: 'name-unknown',
  ENODATA: 'name-unknown',
  EAI_AGAIN: 'resolver-failed',
  ESERVFAIL: 'resolver-failed',
  ECONNRESET: 'connection-reset',
  EPIPE: 'connection-reset',
}

/** An error of node:net, node:dns or node:http as one of ours; an unknown code is a protocol error. */
export function toEgressError(error: unknown, host: string, port: number): EgressError {
  if (error instanceof EgressError) return error
  const code = (error as { code?: unknown } | null)?.code
  const problem = typeof code === 'string' ? BY_CODE[code] : undefined
  return new EgressError(problem ?? 'protocol-error', host, port, typeof code === 'string' ? code : '')
}

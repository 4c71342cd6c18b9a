// Reads the chain a server sends and nothing else: one plaintext hello, closed before any key is agreed, and a full handshake only where
// the server wants TLS 1.3. It proves no key; for discovery that is enough, for a verdict it is not.

import type { ChainReader, ChainReading } from '#src/ports.ts'
import type { Egress } from '../../egress/egress.ts'
import { EgressError } from '../../egress/error.ts'
import { sayHello, shakeHands } from './ask.ts'

export function createChainReader(egress: Egress): ChainReader {
  return {
    read: async (endpoint) => {
      try {
        const hello = await sayHello(await egress.connect(endpoint), endpoint, 'TLSv1.2')
        if (hello.answer.outcome === 'chain') return { outcome: 'chain', chain: hello.answer.chain }
        if (hello.answer.outcome === 'not-tls') return { outcome: 'not-tls' }
        return await fullHandshake(egress, endpoint)
      } catch (error) {
        if (!(error instanceof EgressError)) throw error
        return outcomeOf(error)
      }
    },
  }
}

async function fullHandshake(egress: Egress, endpoint: Parameters<ChainReader['read']>[0]): Promise<ChainReading> {
  const shaken = await shakeHands(await egress.connect(endpoint), endpoint, 'chain')
  return shaken.ok && shaken.handshake.chain.length > 0
    ? { outcome: 'chain', chain: shaken.handshake.chain }
    : { outcome: 'not-tls' }
}

function outcomeOf({ problem }: EgressError): ChainReading {
  if (problem === 'policy-refused') return { outcome: 'refused-by-policy' }
  return { outcome: problem === 'answer-timeout' || problem === 'connection-reset' ? 'not-tls' : 'closed' }
}

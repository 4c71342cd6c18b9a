// The thread in which untrusted bytes are read. It holds no secret and no connection: the pool may kill it at any moment.

import { parentPort } from 'node:worker_threads'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { pkijsOpinion } from '#adapters/pkijs/second-opinion.ts'
import type { VerifierRequest } from '#src/ports.ts'
import { runVerification } from './engine.ts'
import { withContent } from './pieces.node.ts'

const port = parentPort
if (!port) throw new Error('this file runs as a worker thread only')

port.on('message', async (request: VerifierRequest) => {
  port.postMessage({ report: await runVerification(withContent(request), nodePrimitives, pkijsOpinion) })
})
port.postMessage({ isReady: true })

// The thread in which untrusted bytes are read. It holds no secret of the service and no connection: the pool may kill it at any moment.

import { parentPort } from 'node:worker_threads'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { readDelivery } from '#adapters/keystores/delivery.node.ts'
import { pkijsOpinion } from '#adapters/pkijs/second-opinion.ts'
import { makePicture } from '#adapters/seals/pictures.node.ts'
import { drawPage } from './drawing.ts'
import { gatherMaterial, runVerification } from './engine.ts'
import { withContent } from './pieces.node.ts'
import { prepare } from './preparing.ts'
import type { Answer, Task } from './tasks.ts'

const port = parentPort
if (!port) throw new Error('this file runs as a worker thread only')

async function answerTo(task: Task): Promise<Answer> {
  if ('verify' in task) return { report: await runVerification(withContent(task.verify), nodePrimitives, pkijsOpinion) }
  if ('gather' in task) return { gathered: await gatherMaterial(withContent(task.gather), nodePrimitives) }
  if ('prepare' in task) return { prepared: await prepare(task.prepare, nodePrimitives) }
  if ('picture' in task) return { picture: await makePicture(task.picture) }
  if ('deliver' in task) return { delivery: readDelivery(task.deliver.files, task.deliver.passwords) }
  return { page: await drawPage(task.draw.bytes, task.draw.page, nodePrimitives) }
}

port.on('message', async (task: Task) => port.postMessage({ answer: await answerTo(task) }))
port.postMessage({ isReady: true })

import { type Preparer, preparerHere } from '#adapters/making/preparer.ts'
import type { Primitives } from '#core/primitives.ts'
import { AppError } from '#src/context.ts'
import type { Preparation, Prepared } from './tasks.ts'
import type { Failure, Threads } from './threads.node.ts'

/** In the thread. Never rejects: a failure of ours is a file that is not signed. */
export async function prepare(task: Preparation, primitives: Primitives): Promise<Prepared> {
  const here = preparerHere(primitives)
  try {
    if ('field' in task) return { field: await here.field(task.field) }
    if ('ofdDescription' in task) return { ofdDescription: await here.ofdDescription(task.ofdDescription) }
    return { ofdPackage: await here.ofdPackage(task.ofdPackage, task.value) }
  } catch (error) {
    if (!(error instanceof AppError)) return givenUp('internal')
    const { kind, code, params } = error
    return { refused: { kind, code, params } }
  }
}

function givenUp(reason: Failure): Prepared {
  const kind = reason === 'busy' ? 'unavailable' : 'limit'
  return { refused: { kind, code: `signing.reading-${reason}`, params: {} } }
}

/** Outside of it: the same questions, asked of the thread. */
export function preparerOn(threads: Threads): Preparer {
  const ask = async (task: Preparation): Promise<Prepared> => {
    const failed = (reason: Failure) => ({ prepared: givenUp(reason) })
    const answer = await threads.ask({ task: { prepare: task }, given: [], failed })
    const prepared = 'prepared' in answer ? answer.prepared : givenUp('internal')
    if (!('refused' in prepared)) return prepared
    const { kind, code, params } = prepared.refused
    throw new AppError(kind, code, params)
  }
  return {
    async field(order) {
      const answer = await ask({ field: order })
      return 'field' in answer ? answer.field : unexpected()
    },
    async ofdDescription(order) {
      const answer = await ask({ ofdDescription: order })
      return 'ofdDescription' in answer ? answer.ofdDescription : unexpected()
    },
    async ofdPackage(order, value) {
      const answer = await ask({ ofdPackage: order, value })
      return 'ofdPackage' in answer ? answer.ofdPackage : unexpected()
    },
  }
}

function unexpected(): never {
  throw new Error('the thread answered another question')
}

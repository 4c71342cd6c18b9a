// Verification, drawing, reading of key stores and what signing has to read, on killable threads (house decision: untrusted bytes are
// parsed in a killable worker; an overrun is INDETERMINATE, never VALID).

import type { Preparer } from '#adapters/making/preparer.ts'
import type { PictureOrder } from '#adapters/seals/pictures.node.ts'
import type { DrawingFault } from '#core/seals/drawing/draw.ts'
import type { UsedMaterial } from '#core/trust.ts'
import { err, type Result } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { NamedBytes } from '#core/verify.ts'
import type { Delivery, DeliveryReader } from '#src/packaging-ports.ts'
import type { Gatherer, PageDrawer, SealImage, SealPictures, Verifier, VerifierRequest } from '#src/ports.ts'
import { emptyReport } from './engine.ts'
import { preparerOn } from './preparing.ts'
import type { Answer } from './tasks.ts'
import { createThreads, type Failure, type Question, type ThreadsOptions } from './threads.node.ts'

export interface VerifierPool extends Verifier, Gatherer, PageDrawer, SealPictures, Preparer, DeliveryReader {
  /** As `verify`, for an object nobody needs afterwards: it moves into the thread instead of being copied, however large it is. */
  verifyOnce(request: VerifierRequest): Promise<ReportJson>
  /** Kills every thread; verifications under way end as interrupted. */
  close(): Promise<void>
}

/** 25 MB a second. */
const READ_BYTES_PER_MS = 25_000

/** Large content is read and digested at several hundred megabytes a second; it is given ten times as long. */
function readingMs(content: VerifierRequest['content']): number {
  return content && 'path' in content ? Math.ceil(content.sizeBytes / READ_BYTES_PER_MS) : 0
}

export function createVerifierPool(options: ThreadsOptions = {}): VerifierPool {
  const threads = createThreads(options)

  async function verify(request: VerifierRequest, given: ArrayBuffer[]): Promise<ReportJson> {
    const { at, content } = request
    const failed: Question['failed'] = (reason, params) => ({ report: emptyReport(at, reason, params) })
    const answer = await threads.ask({ task: { verify: request }, given, extraMs: readingMs(content), failed })
    return 'report' in answer ? answer.report : emptyReport(at, 'internal')
  }

  async function gather(request: VerifierRequest): Promise<UsedMaterial[]> {
    const failed = (): Answer => ({ gathered: [] })
    const task = { gather: request }
    const answer = await threads.ask({ task, given: [], extraMs: readingMs(request.content), failed })
    return 'gathered' in answer ? answer.gathered : []
  }

  async function picture(order: PictureOrder): Promise<Result<SealImage, DrawingFault>> {
    const givenUp = (reason: Failure) => err({ code: 'seal-drawing.given-up', params: { reason } } as const)
    const failed = (reason: Failure): Answer => ({ picture: givenUp(reason) })
    const answer = await threads.ask({ task: { picture: order }, given: [], failed })
    return 'picture' in answer ? answer.picture : givenUp('internal')
  }

  return {
    verify: (request) => verify(request, []),
    verifyOnce: (request) => verify(request, ownBuffers(request.object.bytes)),
    gather,
    drawSeal: (design, dpi) => picture({ design, dpi }),
    cleanSeal: (scan) => picture({ scan }),
    ...preparerOn(threads),
    async drawOfdPage(bytes, page) {
      const failed = (reason: Failure): Answer => ({ page: err({ code: 'ofd-drawing.given-up', params: { reason } }) })
      const answer = await threads.ask({ task: { draw: { bytes, page } }, given: [], failed })
      return 'page' in answer ? answer.page : err({ code: 'ofd-drawing.given-up', params: { reason: 'internal' } })
    },
    async readDelivery(files, passwords) {
      const failed = (reason: Failure): Answer => ({ delivery: unread(files, reason) })
      const answer = await threads.ask({ task: { deliver: { files, passwords } }, given: [], failed })
      return 'delivery' in answer ? answer.delivery : unread(files, 'internal')
    },
    close: threads.close,
  }
}

function unread(files: readonly NamedBytes[], reason: Failure): Delivery {
  const refused = files.map(({ name }) => ({ where: name, code: 'keystore.given-up' as const, params: { reason } }))
  return { certificates: [], requests: [], envelopes: [], keys: [], refused }
}

/** A small buffer may be a part of one that others share; such a one cannot move. */
function ownBuffers({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

// A few killable threads for untrusted bytes: limits on memory, time and number, and a report in every case
// (house decision: untrusted bytes are parsed in a killable worker; an overrun is INDETERMINATE, never VALID).

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ReportJson } from '#core/verification-report.ts'
import type { Verifier, VerifierRequest } from '#src/ports.ts'
import { emptyReport } from './engine.ts'

export interface VerifierPoolOptions {
  /** Threads at most; they start on demand and stay. */
  maxWorkers?: number
  /** A verification that takes longer is killed. */
  limitMs?: number
  /** Heap of one thread. */
  heapMegabytes?: number
  /** Verifications that may wait; more are turned away as busy. */
  maxWaiting?: number
}

export interface VerifierPool extends Verifier {
  /** As `verify`, for an object nobody needs afterwards: it moves into the thread instead of being copied, however large it is. */
  verifyOnce(request: VerifierRequest): Promise<ReportJson>
  /** Kills every thread; verifications under way end as interrupted. */
  close(): Promise<void>
}

interface Job {
  request: VerifierRequest
  isObjectGiven: boolean
  resolve(report: ReportJson): void
}

interface Thread {
  worker: Worker
  job?: Job
  timer?: NodeJS.Timeout
  isReady: boolean
}

/** 25 MB a second. */
const READ_BYTES_PER_MS = 25_000

/** Loading the thread's own code is not counted against the verification. */
const START_LIMIT_MS = 60_000

/** Large content is read and digested at several hundred megabytes a second; it is given ten times as long. */
function readingMs(content: VerifierRequest['content']): number {
  return content && 'path' in content ? Math.ceil(content.sizeBytes / READ_BYTES_PER_MS) : 0
}

export function createVerifierPool(options: VerifierPoolOptions = {}): VerifierPool {
  const { maxWorkers = 2, limitMs = 10_000, heapMegabytes = 256, maxWaiting = 64 } = options
  const threads = new Set<Thread>()
  const waiting: Job[] = []

  function finish(thread: Thread, report: ReportJson): void {
    clearTimeout(thread.timer)
    const job = thread.job
    delete thread.job
    job?.resolve(report)
  }

  function retire(thread: Thread, reason: 'time' | 'memory' | 'internal'): void {
    if (!threads.delete(thread)) return
    void thread.worker.terminate()
    if (thread.job) finish(thread, emptyReport(thread.job.request.at, reason, { limitMs, heapMegabytes }))
    dispatch()
  }

  function begin(thread: Thread): void {
    if (!thread.job || !thread.isReady) return
    clearTimeout(thread.timer)
    const allowedMs = limitMs + readingMs(thread.job.request.content)
    thread.timer = setTimeout(() => retire(thread, 'time'), allowedMs)
    const { request, isObjectGiven } = thread.job
    thread.worker.postMessage(request, isObjectGiven ? ownBuffers(request.object.bytes) : [])
  }

  function start(): Thread {
    const thread: Thread = { worker: newWorker(heapMegabytes), isReady: false }
    thread.worker.unref()
    thread.worker.on('message', (message: { isReady?: true; report?: ReportJson }) => {
      if (message.report) finish(thread, message.report)
      else {
        thread.isReady = true
        begin(thread)
      }
      dispatch()
    })
    thread.worker.on('error', (error: NodeJS.ErrnoException) =>
      retire(thread, error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'internal'),
    )
    thread.worker.on('exit', () => retire(thread, 'internal'))
    threads.add(thread)
    return thread
  }

  function dispatch(): void {
    while (waiting.length > 0) {
      const idle = [...threads].find((thread) => !thread.job) ?? (threads.size < maxWorkers ? start() : undefined)
      if (!idle) return
      idle.job = waiting.shift() as Job
      if (!idle.isReady) idle.timer = setTimeout(() => retire(idle, 'internal'), START_LIMIT_MS)
      begin(idle)
    }
  }

  function enqueue(request: VerifierRequest, isObjectGiven: boolean): Promise<ReportJson> {
    if (waiting.length >= maxWaiting) return Promise.resolve(emptyReport(request.at, 'busy'))
    return new Promise((resolve) => {
      waiting.push({ request, isObjectGiven, resolve })
      dispatch()
    })
  }

  return {
    verify: (request) => enqueue(request, false),
    verifyOnce: (request) => enqueue(request, true),
    async close() {
      for (const job of waiting.splice(0)) job.resolve(emptyReport(job.request.at, 'busy'))
      for (const thread of threads) retire(thread, 'internal')
    },
  }
}

/** A small buffer may be a part of one that others share; such a one cannot move. */
function ownBuffers({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

/** The bundle has the worker beside it; from source the thread first learns TypeScript, which flags do not teach it. */
function newWorker(heapMegabytes: number): Worker {
  const options = { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes }, execArgv: [], env: {} }
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./parser-worker.mjs', import.meta.url), options)
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace('index.cjs', 'index.mjs')
  const entry = new URL('./worker.node.ts', import.meta.url)
  const start = `import('${pathToFileURL(tsx)}').then(({ register }) => { register(); return import('${entry}') })`
  return new Worker(start, { ...options, eval: true })
}

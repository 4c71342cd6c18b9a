// A few killable threads for untrusted bytes: limits on memory, time and number, and an answer in every case.

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Answer, Task } from './tasks.ts'

export interface ThreadsOptions {
  /** Threads at most; they start on demand and stay. */
  maxWorkers?: number
  /** A task that takes longer is killed. */
  limitMs?: number
  /** Heap of one thread. */
  heapMegabytes?: number
  /** Tasks that may wait; more are turned away as busy. */
  maxWaiting?: number
}

export interface Threads {
  /** Never rejects. */
  ask(job: Question): Promise<Answer>
  /** Kills every thread; tasks under way end as interrupted. */
  close(): Promise<void>
}

export type Failure = 'time' | 'memory' | 'internal' | 'busy'

export interface Question {
  task: Task
  /** What moves into the thread instead of being copied. */
  given: ArrayBuffer[]
  /** More than the limit of the pool: for what takes longer by its size alone. */
  extraMs?: number
  /** The answer when the thread gives none. */
  failed(reason: Failure, params?: Record<string, number>): Answer
}

interface Job extends Question {
  resolve(answer: Answer): void
}

interface Thread {
  worker: Worker
  job?: Job
  timer?: NodeJS.Timeout
  isReady: boolean
}

/** Loading the thread's own code is not counted against the task. */
const START_LIMIT_MS = 60_000

export function createThreads(options: ThreadsOptions = {}): Threads {
  const { maxWorkers = 2, limitMs = 10_000, heapMegabytes = 256, maxWaiting = 64 } = options
  const threads = new Set<Thread>()
  const waiting: Job[] = []

  function finish(thread: Thread, answer: Answer): void {
    clearTimeout(thread.timer)
    const job = thread.job
    delete thread.job
    job?.resolve(answer)
  }

  function retire(thread: Thread, reason: 'time' | 'memory' | 'internal'): void {
    if (!threads.delete(thread)) return
    void thread.worker.terminate()
    if (thread.job) finish(thread, thread.job.failed(reason, { limitMs, heapMegabytes }))
    dispatch()
  }

  function begin(thread: Thread): void {
    if (!thread.job || !thread.isReady) return
    clearTimeout(thread.timer)
    const { task, given, extraMs = 0 } = thread.job
    thread.timer = setTimeout(() => retire(thread, 'time'), limitMs + extraMs)
    thread.worker.postMessage(task, given)
  }

  function start(): Thread {
    const thread: Thread = { worker: newWorker(heapMegabytes), isReady: false }
    thread.worker.unref()
    thread.worker.on('message', (message: { isReady?: true; answer?: Answer }) => {
      if (message.answer) finish(thread, message.answer)
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

  function ask(job: Question): Promise<Answer> {
    if (waiting.length >= maxWaiting) return Promise.resolve(job.failed('busy'))
    return new Promise((resolve) => {
      waiting.push({ ...job, resolve })
      dispatch()
    })
  }

  return {
    ask,
    async close() {
      for (const job of waiting.splice(0)) job.resolve(job.failed('busy'))
      for (const thread of threads) retire(thread, 'internal')
    },
  }
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

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { deflateSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { diskUploads } from '#adapters/uploads/receive.node.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import { listen } from '#http/listen.node.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { REFERENCE } from '../../fixtures/built.ts'
import { signedData, signerInfo, times } from '../../proof/hostile/made.ts'
import { sessionHeaders } from '../../support/session.ts'

const folder = mkdtempSync(join(tmpdir(), 'zhengxun-hostile-'))
const verifier = createVerifierPool({ maxWorkers: 2 })
const { db } = await withDatabase()
const [auditor] = await seedAccounts(testCtx(db, { now: REFERENCE }), ['auditor'])
const { ports } = testCtx(db, {
  now: REFERENCE,
  ports: { verifier, pageDrawer: verifier, uploads: diskUploads(folder) },
})
const listener = await listen('127.0.0.1', 0)
const url = `http://127.0.0.1:${listener.port}`
const app = createApp({
  db,
  ports,
  now: () => REFERENCE,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL(url),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  readAsset: async () => undefined,
})
listener.serve((request) => app.fetch(request))
afterAll(async () => {
  await listener.close(0)
  await verifier.close()
  rmSync(folder, { recursive: true, force: true })
})

const text = (some: string) => new TextEncoder().encode(some)
const zeros = (megabytes: number) => new Uint8Array(megabytes * 1024 * 1024)

/** Each was, somewhere, a crash, a hang, or memory without end. */
const HOSTILE: Readonly<Record<string, () => Uint8Array>> = {
  'deep.der': () => new Uint8Array(4_000_000).map((_, index) => (index % 2 === 0 ? 0x30 : 0x80)),
  'long-integer.der': () =>
    Buffer.concat([Buffer.from('308400400006028400400000', 'hex'), Buffer.alloc(4_194_304, 0x7f)]),
  'signers.p7s': () => signedData({ signers: times(2000, () => signerInfo()) }),
  'bomb.zip': () => zipSync({ 'OFD.xml': zeros(120), 'Doc_0/Document.xml': zeros(60) }, { level: 9 }),
  'entries.ofd': () => zipSync(Object.fromEntries(times(20_000, (index) => [`Doc_0/${index}.xml`, text('<a/>')]))),
  'bomb.pdf': () => pdfWith(deflateSync(deflateSync(zeros(200)))),
  'objects.pdf': () =>
    text(`%PDF-1.7\n${times(200_000, (n) => `${n} 0 obj <</A ${n} 0 R>> endobj`).join('\n')}\n%%EOF`),
  'laughs.xml': () => text(`<!DOCTYPE a [<!ENTITY b "${'x'.repeat(1000)}">]><a>${'&b;'.repeat(100_000)}</a>`),
  'deep.xml': () => text('<a>'.repeat(500_000)),
  'rubbish.bin': () => new Uint8Array(20_000_000).map((_, index) => (index * 2_654_435_761) >>> 24),
}

function pdfWith(stream: Uint8Array): Uint8Array {
  const head = `%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Filter[/FlateDecode/FlateDecode]/Length ${stream.length}>>stream\n`
  return Buffer.concat([
    Buffer.from(head, 'latin1'),
    stream,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
  ])
}

/** The sender is a thread of its own: what it does must not count as the service's delay. */
const SENDER = `
const { workerData, parentPort } = require('node:worker_threads')
const { url, headers, files } = workerData
Promise.all(files.map(async ({ name, bytes }) => {
  const form = new FormData()
  form.append('file', new File([bytes], name))
  const answer = await fetch(url + '/api/v1/verifications', { method: 'POST', headers, body: form })
  const body = await answer.json().catch(() => ({}))
  return { name, status: answer.status, verdict: body.report?.verdict, code: body.code }
})).then((answers) => parentPort.postMessage(answers))`

interface Answer {
  name: string
  status: number
  verdict?: string
  code?: string
}

const NS_PER_MS = 1e6
const TICK_MS = 5

/**
 * How long this thread kept its event loop from going on, stretch by stretch, until stopped: processor time of the thread between two
 * turns of the loop, as the kernel counts it. Unlike the wall clock it does not count what others on the machine take.
 */
function watchEventLoop(): () => { p99Ms: number; maxMs: number } {
  const ownMs = () => Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / NS_PER_MS
  const stretches: number[] = []
  let last = ownMs()
  const timer = setInterval(() => {
    const now = ownMs()
    stretches.push(now - last)
    last = now
  }, TICK_MS)
  return () => {
    clearInterval(timer)
    const sorted = stretches.sort((a, b) => a - b)
    return { p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0, maxMs: sorted.at(-1) ?? 0 }
  }
}

/** What the main thread's delay is while these are uploaded at once, and what came of them. */
async function uploaded(files: { name: string; bytes: Uint8Array }[], headers: Record<string, string>) {
  const sender = new Worker(SENDER, { eval: true, workerData: { url, headers, files } })
  const stop = watchEventLoop()
  const answers = await new Promise<Answer[]>((resolve, reject) => {
    sender.once('message', resolve)
    sender.once('error', reject)
  })
  const delay = stop()
  await sender.terminate()
  return { answers, ...delay }
}

async function session(): Promise<Record<string, string>> {
  const { username, password } = auditor ?? { username: '', password: '' }
  const body = JSON.stringify({ username, password })
  const headers = { 'content-type': 'application/json' }
  return sessionHeaders(await app.request('/api/v1/sessions', { method: 'POST', headers, body }))
}

describe('ten hostile files uploaded at once (A1)', () => {
  it('are judged or refused with a reason, and the service goes on answering everybody else meanwhile', async () => {
    const headers = await session()
    const hostile = Object.entries(HOSTILE).map(([name, make]) => ({ name, bytes: make() }))
    const harmless = hostile.map(({ name }) => ({ name, bytes: text('nothing') }))
    const quiet = await uploaded(harmless, headers)
    const { answers, p99Ms, maxMs } = await uploaded(hostile, headers)
    console.log(
      `A1: the event loop is held for ${p99Ms.toFixed(0)} ms at p99 (max ${maxMs.toFixed(0)}) by 10 hostile uploads, for ${quiet.p99Ms.toFixed(0)} ms by 10 harmless ones`,
    )
    expect(answers.map(({ name }) => name)).toEqual(Object.keys(HOSTILE))
    for (const { name, status, verdict, code } of answers) {
      expect([201, 400, 413, 422, 429, 503], name).toContain(status)
      if (status === 201) expect(['INVALID', 'INDETERMINATE'], name).toContain(verdict)
      else expect(code, name).toMatch(/^[\w-]+\.[\w.-]+$/)
    }
    expect(p99Ms).toBeLessThanOrEqual(50)
  }, 300_000)
})

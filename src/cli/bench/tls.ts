// Probing TLS sites: reading the chain as discovery does, and the full handshake, each in CPU time of the prober alone, against Debian's
// prometheus-blackbox-exporter asked over its own interface. The site is another process, so that its work counts for nobody.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEgress, type Egress } from '#adapters/egress/egress.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificate } from '#adapters/pkijs/certificate.ts'
import { subjectAltName } from '#adapters/pkijs/extensions.ts'
import { shakeHands } from '#adapters/probes/tls/ask.ts'
import { createChainReader } from '#adapters/probes/tls/read-chain.ts'
import { writePem } from '#core/bytes/pem.ts'
import type { Bench } from './judges.ts'
import { cpuMsSince, type Measurement, measurement, median, ROUNDS } from './measurement.ts'

const PROBES = 1_500
/** Of a prober that has been running. */
const WARM_UP_PROBES = 3_000
const IN_FLIGHT = 500
const EXPORTER = 'prometheus-blackbox-exporter'
const EXPORTER_IN_FLIGHT = 50
const EXPORTER_PROBES = 600
/** The kernel counts CPU time of other processes in these. */
const TICK_MS = 10

/** Serves one site until its input ends; prints its port. */
const SITE = `const { createServer } = require('node:tls')
let given = ''
process.stdin.on('data', (part) => (given += part)).on('end', () => process.exit())
process.stdin.once('data', () => setImmediate(() => {
  const server = createServer({ ...JSON.parse(given), sessionTimeout: 1 }, (socket) => socket.on('error', () => {}).end())
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1', 4096, () => console.log(server.address().port))
}))`

type Ask = (port: number) => Promise<void>

const benchChainReading: Bench = () =>
  benchTls('tls-chain', (egress) => {
    const reader = createChainReader(egress)
    return async (port) => {
      const reading = await reader.read({ host: '127.0.0.1', port, serverName: 'site.example', timeoutMs: 30_000 })
      if (reading.outcome !== 'chain') throw new Error(`bench: no chain but ${reading.outcome}`)
    }
  })

const benchHandshake: Bench = () =>
  benchTls('tls-handshake', (egress) => async (port) => {
    const endpoint = { host: '127.0.0.1', port, serverName: 'site.example', timeoutMs: 30_000 }
    const shaken = await shakeHands(await egress.connect(endpoint), endpoint, 'leaf')
    if (!shaken.ok) throw new Error(`bench: ${shaken.problem}`)
  })

export const TLS_BENCHES: Readonly<Record<string, Bench>> = {
  'tls-chain': benchChainReading,
  'tls-handshake': benchHandshake,
}

async function benchTls(name: string, asker: (egress: Egress) => Ask): Promise<Measurement> {
  const ask = asker(createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }))
  const site = await startSite()
  const exporter = await startExporter()
  try {
    const ours: number[] = []
    const theirs: number[] = []
    await inFlight(IN_FLIGHT, WARM_UP_PROBES, () => ask(site.port))
    for (let round = 0; round < ROUNDS; round++) {
      const start = process.cpuUsage()
      await inFlight(IN_FLIGHT, PROBES, () => ask(site.port))
      ours.push((PROBES * 1_000) / cpuMsSince(start))
      if (exporter) theirs.push(await exporter.rate(site.port))
    }
    const residentMb = Math.round(process.memoryUsage.rss() / 1_048_576)
    const missing = exporter ? '' : ` (not installed: no yardstick)`
    const against = `${EXPORTER}, probes per CPU-second; ours ${IN_FLIGHT} in flight, 0 errors, ${residentMb} MB${missing}`
    return measurement(name, against, median(ours), exporter ? median(theirs) : undefined)
  } finally {
    exporter?.stop()
    site.stop()
  }
}

async function inFlight(limit: number, count: number, work: () => Promise<void>): Promise<void> {
  let left = count
  const worker = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: limit }, worker))
}

async function startSite(): Promise<{ port: number; stop(): void }> {
  const [authority, own] = [generateKey('p256'), generateKey('p256')]
  const [issuer, leaf] = [openSigner(authority), openSigner(own)]
  const day = 86_400_000
  const order = {
    notBefore: Date.now() - day,
    notAfter: Date.now() + 90 * day,
    issuer: { CN: 'Bench CA' },
    signer: issuer,
  }
  const ca = await makeCertificate({ ...order, subject: { CN: 'Bench CA' }, serial: 1, publicKey: issuer.spki })
  const site = await makeCertificate({
    ...order,
    subject: { CN: 'site.example' },
    serial: 2,
    publicKey: leaf.spki,
    extensions: [subjectAltName(['site.example'])],
  })
  const identity = {
    cert: writePem('CERTIFICATE', site) + writePem('CERTIFICATE', ca),
    key: writePem('PRIVATE KEY', own),
  }
  const child = spawn(process.execPath, ['-e', SITE], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.write(JSON.stringify(identity))
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(Number(text)))
    child.once('exit', () => reject(new Error('bench: the site did not start')))
  })
  return { port, stop: () => void child.kill() }
}

interface Exporter {
  /** Probes per second of its own CPU time. */
  rate(port: number): Promise<number>
  stop(): void
}

const CONFIG = `modules:
  tls:
    prober: tcp
    timeout: 20s
    tcp:
      tls: true
      preferred_ip_protocol: ip4
      tls_config:
        insecure_skip_verify: true
        server_name: site.example
`

/** `undefined` where Debian's package is not installed. */
async function startExporter(): Promise<Exporter | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-bench-'))
  const config = join(folder, 'blackbox.yml')
  writeFileSync(config, CONFIG)
  const port = 20_000 + (process.pid % 20_000)
  const given = [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error']
  const child = spawn(EXPORTER, given, { stdio: 'ignore' })
  const stop = () => {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  const hasStarted = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('spawn', () => resolve(true))
  })
  if (!hasStarted || !(await answers(port))) {
    stop()
    return undefined
  }
  return { stop, rate: (site) => exporterRate(child, port, site) }
}

async function answers(port: number): Promise<boolean> {
  for (let tried = 0; tried < 300; tried++) {
    const said = await fetched(`http://127.0.0.1:${port}/-/healthy`).catch(() => undefined)
    if (said !== undefined) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

const agent = new Agent({ keepAlive: true, maxSockets: EXPORTER_IN_FLIGHT })

function fetched(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })
}

async function exporterRate({ pid }: ChildProcess, port: number, site: number): Promise<number> {
  const before = cpuTicks(pid)
  await inFlight(EXPORTER_IN_FLIGHT, EXPORTER_PROBES, async () => {
    const said = await fetched(`http://127.0.0.1:${port}/probe?module=tls&target=127.0.0.1:${site}`)
    if (!said.includes('\nprobe_success 1')) throw new Error('bench: the yardstick failed a probe')
  })
  return (EXPORTER_PROBES * 1_000) / ((cpuTicks(pid) - before) * TICK_MS)
}

/** User and system time, fields 14 and 15 of proc_pid_stat(5). */
function cpuTicks(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

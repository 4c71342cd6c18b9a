// Recipes run as an operator would run them: commands by a shell, files where they belong, the service on a port of its own,
// everything as a user without rights, in a directory that is removed again. Certificates come from OpenSSL, not from us.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { runProbe } from '#adapters/probes/run.ts'
import { targetOf } from '#core/targets/catalogue.ts'
import { type FilledRecipe, type FilledStep, fillRecipe, type RecipeValues } from '#core/targets/fill.ts'

/** `nobody` where the suite runs as root. */
const NOBODY = 65_534
const USER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

export const SITE = {
  commonName: '*.rsj.test.cn',
  names: ['*.rsj.test.cn', 'rsj.test.cn'],
  organization: "Bureau, 'East' & West",
}

export interface Answer {
  status: number
  text: string
}

export function recipeBench() {
  const directory = mkdtempSync(join(tmpdir(), 'zhengxun-recipe-'))
  if (USER.uid) chownSync(directory, USER.uid, USER.gid)
  const children: ChildProcess[] = []

  const path = (...parts: string[]) => join(directory, ...parts)
  const sh = (script: string): Answer => {
    const env = { ...process.env, HOME: directory, LC_ALL: 'C' }
    const run = spawnSync('sh', ['-euc', script], { cwd: directory, env, encoding: 'utf8', timeout: 60_000, ...USER })
    return { status: run.status ?? -1, text: `${run.stdout}${run.stderr}` }
  }
  const write = (name: string, content: string, mode = 0o644) => {
    const file = name.startsWith('/') ? name : path(name)
    // Made by the same user who will read it.
    sh(`mkdir -p '${dirname(file)}'`)
    writeFileSync(file, content)
    chmodSync(file, mode)
    if (USER.uid) chownSync(file, USER.uid, USER.gid)
    return file
  }
  const must = (script: string): string => {
    const { status, text } = sh(script)
    expect(status, `${script}\n${text}`).toBe(0)
    return text
  }

  /** Root and intermediate; the root signs one thing only. */
  const foundAuthority = () => {
    write('ca/root.ext', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n')
    write(
      'ca/leaf.ext',
      'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n',
    )
    must(`cd ca && openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj '/CN=Test Root' -days 900 \
      -addext keyUsage=critical,keyCertSign,cRLSign
      openssl req -new -newkey rsa:2048 -nodes -keyout mid.key -out mid.csr -subj '/CN=Test Intermediate'
      openssl x509 -req -in mid.csr -CA root.pem -CAkey root.key -extfile root.ext -days 800 -out mid.pem`)
  }
  /** As the CA would: what the request asks for, put where the recipe expects the reply. Returns the SHA-256 fingerprint. */
  const answerRequest = (request: string, into: string): string => {
    must(`openssl req -in '${request}' -noout -verify
      openssl x509 -req -in '${request}' -CA ca/mid.pem -CAkey ca/mid.key -copy_extensions copy -extfile ca/leaf.ext -days 90 \
        -out '${into}/leaf.pem'
      cp ca/mid.pem '${into}/chain.pem'`)
    return must(`openssl x509 -in '${into}/leaf.pem' -noout -fingerprint -sha256`).trim().split('=')[1] ?? ''
  }

  return {
    directory,
    path,
    sh,
    must,
    write,
    foundAuthority,
    answerRequest,
    read: (name: string) => readFileSync(path(name), 'utf8'),
    makeDirectory: (name: string) => must(`mkdir -p '${path(name)}'`),
    /** Starts a service that stays in the foreground. */
    start(program: string, ...args: string[]): ChildProcess {
      const child = spawn(program, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'], ...USER })
      children.push(child)
      return child
    },
    /** Writes the step's file and gives its command. A step done by hand is none of ours. */
    perform({ command, dialect, file }: FilledStep): Answer {
      if (file) write(file.path, file.content)
      if (command === undefined) return { status: 0, text: '' }
      expect(dialect).toBe('sh')
      return sh(command)
    },
    async close() {
      for (const child of children) await ended(child)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export type Bench = ReturnType<typeof recipeBench>

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await gone
  clearTimeout(late)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export function recipeOf(id: string, values: RecipeValues): FilledRecipe {
  const target = targetOf(id) ?? expect.fail(`no target ${id}`)
  const recipe = fillRecipe(target, values)
  return recipe.ok ? recipe.value : expect.fail(`${recipe.error.code} ${JSON.stringify(recipe.error.params)}`)
}

/** Steps that a first installation skips, as their own text says. */
export const isBackup = ({ text }: FilledStep) => text.zh.includes('首次安装没有旧文件')

/** Fails with what the command said. */
export function performAll(bench: Bench, steps: readonly FilledStep[]): void {
  for (const step of steps) {
    const { status, text } = bench.perform(step)
    expect(status, `${step.text.en}\n${step.command}\n${text}`).toBe(0)
  }
}

/** Services answer a moment after they were told to reload: asks again until it holds or fifteen seconds have passed. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + 15_000; Date.now() < end; await pause(50)) if (await isSo()) return true
  return isSo()
}

/** What the product's own probe sees: `pass` only for this leaf, the whole chain and the test CA. */
export async function probed(bench: Bench, port: number, fingerprint: string) {
  const deps = {
    egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
    primitives: nodePrimitives,
    now: Date.now,
    monotonicMs: () => performance.now(),
    pause: async () => undefined,
  }
  const settings = {
    serverName: 'www.rsj.test.cn',
    anchors: [bench.read('ca/root.pem')],
    expectedFingerprint: fingerprint,
  }
  const { verdict, reasons, evidence } = await runProbe({ kind: 'tls', target: `127.0.0.1:${port}`, settings }, deps)
  const certificates = evidence.filter(({ mediaType }) => mediaType === 'application/pkix-cert').length
  return { verdict, codes: reasons.map(({ code }) => code), certificates }
}

export const GOOD = { verdict: 'pass', codes: [], certificates: 2 }

/** So many good answers in a row end a reload: while it lasts, workers of before and of after take turns. */
const SETTLED_AFTER = 8

export async function becomesGood(bench: Bench, port: number, fingerprint: string): Promise<void> {
  let inARow = 0
  await eventually(async () => {
    inARow = (await probed(bench, port, fingerprint)).verdict === 'pass' ? inARow + 1 : 0
    return inARow >= SETTLED_AFTER
  })
  expect(await probed(bench, port, fingerprint)).toEqual(GOOD)
}

/** First installation, renewal, proof and the way back: what every executed recipe must survive. */
export interface Service {
  recipe: FilledRecipe
  port: number
  /** Where the recipe writes its request and expects the reply. */
  newDirectory: string
  /** Starts, or restarts, what serves. */
  start(): Promise<void> | void
  /** The step by hand that a recipe may end its activation and its way back with. */
  afterwards?(): Promise<void> | void
}

export async function firstInstallation(bench: Bench, { recipe, port, newDirectory, start }: Service): Promise<string> {
  performAll(bench, recipe.steps.csr)
  const fingerprint = bench.answerRequest(requestIn(newDirectory), newDirectory)
  performAll(
    bench,
    recipe.steps.install.filter((step) => !isBackup(step)),
  )
  performAll(bench, recipe.steps.chain)
  await start()
  await becomesGood(bench, port, fingerprint)
  return fingerprint
}

export async function renewal(bench: Bench, service: Service): Promise<string> {
  const { recipe, port, newDirectory } = service
  performAll(bench, recipe.steps.csr)
  const fingerprint = bench.answerRequest(requestIn(newDirectory), newDirectory)
  for (const kind of ['install', 'chain', 'activate'] as const) performAll(bench, recipe.steps[kind])
  await service.afterwards?.()
  await becomesGood(bench, port, fingerprint)
  performAll(bench, recipe.steps.verify)
  return fingerprint
}

export function requestIn(directory: string): string {
  const [request] = readdirSync(directory).filter((name) => name.endsWith('.csr'))
  return join(directory, request ?? 'none.csr')
}

// Pairs of SM2 certificates issued with a key in the vault, whole: ordered, looked at, signed, recorded with their audit rows. Twice: per
// CPU-second of the service, against the two bare signatures under them, and by the clock, as several requests at once have it on all cores.

import { spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { generateKey, openSigner, type Signer } from '#adapters/keys/signer.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { writePem } from '#core/bytes/pem.ts'
import {
  foundAuthority,
  type IssuedPair,
  issueCredential,
  OpenBuiltin,
  orderCredential,
} from '#features/authority/index.ts'
import { uncheckedClock } from '#src/absent-port.ts'
import type { Ctx } from '#src/context.ts'
import type { Bench } from './judges.ts'
import { cpuMsSince, measurement, median, ROUNDS } from './measurement.ts'
import { onScratch } from './scratch.ts'
import { pinThisProcess, unpin } from './yardstick.ts'

const PAIRS = 150
/** What is measured is a service that has been running. */
const WARM_UP = 400
/** Requests that are issued at once: some wait for the database while others sign. */
const AT_ONCE = 6
/** Of those issued, held to OpenSSL at the end. */
const SAMPLE = 20

interface OpenedAuthority {
  ctx: Ctx
  authorityId: string
  /** The carrier's key and its PKCS#10. */
  signer: Signer
  request: Uint8Array
}

/** An SM2 authority with its key in the vault, on an empty database. */
export function onAuthority<T>(measure: (opened: OpenedAuthority) => Promise<T>): Promise<T> {
  return onScratch(async ({ ctx: bare }) => {
    const kek = randomBytes(32)
    const ports = { ...bare.ports, keys: openKeyVault(kek), secrets: openSecretVault(kek), ownClock: uncheckedClock }
    const ctx: Ctx = { ...bare, ports }
    const { id: authorityId } = await ctx.db.transaction((tx) => foundAuthority(tx, ctx, AUTHORITY))
    const signer = openSigner(generateKey('sm2'))
    const request = await makeCertificationRequest({ subject: { CN: 'carrier' }, signer })
    return measure({ ctx, authorityId, signer, request })
  })
}

const benchIssuing: Bench = () =>
  onAuthority(async ({ ctx, authorityId: id, signer, request }) => {
    await issuePairs(ctx, id, request, WARM_UP)
    const rounds: Rate[] = []
    const theirs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await issuePairs(ctx, id, request, PAIRS))
      theirs.push(await signPairs(signer, request, PAIRS))
    }
    unpin(process.pid)
    const clocked: number[] = []
    for (let round = 0; round < ROUNDS; round++) clocked.push((await issuePairs(ctx, id, request, PAIRS)).byClock)
    pinThisProcess()
    const ours = median(rounds.map(({ byCpu }) => byCpu))
    const checked = checkSample(rounds.flatMap(({ pairs }) => pairs).slice(-SAMPLE))
    const against = `two bare SM2 signatures, pairs per CPU-second of the service; OpenSSL verifies ${checked} (floor: 50 pairs a second, or a ratio of 0.3)`
    return { ...measurement('issue-sm2-pairs', against, ours, median(theirs)), byClock: median(clocked) }
  })

const AUTHORITY = OpenBuiltin.parse({
  ...{ act: 'open', label: 'bench', name: 'bench', organisation: 'bench', commonName: 'bench' },
  ...{ algorithm: 'sm2', signedBy: 'itself', profiles: ['staff-sm2'], publicUrl: 'http://bench.invalid' },
})

/** Per second. */
interface Rate {
  byCpu: number
  byClock: number
  pairs: IssuedPair[]
}

async function issuePairs(ctx: Ctx, authorityId: string, request: Uint8Array, count: number): Promise<Rate> {
  const [cpu, clock] = [process.cpuUsage(), performance.now()]
  const pairs: IssuedPair[] = []
  let left = count
  const work = async () => {
    while (left-- > 0) pairs.push(await issueOne(ctx, authorityId, request))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { byCpu: (count * 1_000) / cpuMsSince(cpu), byClock: (count * 1_000) / (performance.now() - clock), pairs }
}

export async function issueOne(ctx: Ctx, authorityId: string, request: Uint8Array): Promise<IssuedPair> {
  const order = {
    ...{ requestId: randomUUID(), authorityId, profileId: 'staff-sm2', districtId: '310101', carrierSerial: 'bench' },
    subject: { commonName: '张三', organisation: 'bench', units: ['bench'] },
    identity: { kind: 'resident' as const, number: '310101199001011234' },
    request,
    persons: { requester: randomUUID(), reviewer: randomUUID(), approver: randomUUID() },
  }
  const { issuanceId } = await ctx.db.transaction((tx) => orderCredential(tx, ctx, order))
  const standing = await issueCredential(ctx, issuanceId)
  if (standing.state !== 'issued') throw new Error(`not issued: ${standing.state}`)
  return standing.pair
}

async function signPairs(signer: Signer, message: Uint8Array, count: number): Promise<number> {
  const start = process.cpuUsage()
  for (let pair = 0; pair < count; pair++) {
    await signer.sign(message)
    await signer.sign(message)
  }
  return (count * 1_000) / cpuMsSince(start)
}

/** What was measured must be what would be handed out. @returns how many certificates, or why none. @throws Error for one OpenSSL refuses */
function checkSample(pairs: readonly IssuedPair[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-bench-sample-'))
  try {
    const put = (name: string, ...ders: Uint8Array[]) => {
      const file = join(folder, name)
      writeFileSync(file, ders.map((der) => writePem('CERTIFICATE', der)).join(''))
      return file
    }
    const root = put('root.pem', ...(pairs[0]?.chain ?? []))
    const files = pairs.flatMap(({ sign, encryption = new Uint8Array() }, n) => [
      put(`${n}-sign.pem`, sign),
      put(`${n}-encryption.pem`, encryption),
    ])
    const distid = ['-vfyopt', 'distid:1234567812345678']
    const { status, error, stderr } = spawnSync('openssl', ['verify', ...distid, '-CAfile', root, ...files])
    if (error) return 'none, it is not here'
    if (status !== 0) throw new Error(`OpenSSL refuses what was issued: ${stderr}`)
    return `${files.length} of the certificates`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const ISSUING_BENCHES = { 'issue-sm2-pairs': benchIssuing }

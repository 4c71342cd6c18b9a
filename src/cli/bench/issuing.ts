// Pairs of SM2 certificates issued with a key in the vault, whole: ordered, looked at, signed, recorded with their audit rows. Against the two
// bare signatures under them. CPU time of the service's process, which has one core; the database has the other.

import { randomBytes, randomUUID } from 'node:crypto'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { foundAuthority, issueCredential, OpenBuiltin, orderCredential } from '#features/authority/index.ts'
import { uncheckedClock } from '#src/absent-port.ts'
import type { Ctx } from '#src/context.ts'
import type { Bench } from './judges.ts'
import { cpuMsSince, measurement, median, ROUNDS } from './measurement.ts'
import { onScratch } from './scratch.ts'

const PAIRS = 150
/** What is measured is a service that has been running. */
const WARM_UP = 400
/** Requests that are issued at once: some wait for the database while others sign. */
const AT_ONCE = 6

const benchIssuing: Bench = () =>
  onScratch(async ({ ctx: bare }) => {
    const kek = randomBytes(32)
    const ports = { ...bare.ports, keys: openKeyVault(kek), secrets: openSecretVault(kek), ownClock: uncheckedClock }
    const ctx: Ctx = { ...bare, ports }
    const { id } = await ctx.db.transaction((tx) => foundAuthority(tx, ctx, AUTHORITY))
    const signer = openSigner(generateKey('sm2'))
    const request = await makeCertificationRequest({ subject: { CN: 'carrier' }, signer })
    await issuePairs(ctx, id, request, WARM_UP)
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await issuePairs(ctx, id, request, PAIRS))
      theirs.push(await signPairs(signer, request, PAIRS))
    }
    const against =
      'two bare SM2 signatures, pairs per CPU-second of the service (floor: 50 pairs a second, or a ratio of 0.3)'
    return measurement('issue-sm2-pairs', against, median(ours), median(theirs))
  })

const AUTHORITY = OpenBuiltin.parse({
  ...{ act: 'open', label: 'bench', name: 'bench', organisation: 'bench', commonName: 'bench' },
  ...{ algorithm: 'sm2', signedBy: 'itself', profiles: ['staff-sm2'], publicUrl: 'http://bench.invalid' },
})

/** Per second. */
async function issuePairs(ctx: Ctx, authorityId: string, request: Uint8Array, count: number): Promise<number> {
  const start = process.cpuUsage()
  let left = count
  const work = async () => {
    while (left-- > 0) await issueOne(ctx, authorityId, request)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return (count * 1_000) / cpuMsSince(start)
}

async function issueOne(ctx: Ctx, authorityId: string, request: Uint8Array): Promise<void> {
  const order = {
    ...{ requestId: randomUUID(), authorityId, profileId: 'staff-sm2', districtId: '310101', carrierSerial: 'bench' },
    subject: { commonName: '张三', organisation: 'bench', units: ['bench'] },
    identity: { kind: 'resident' as const, number: '310101199001011234' },
    request,
    persons: { requester: randomUUID(), reviewer: randomUUID(), approver: randomUUID() },
  }
  const { issuanceId } = await ctx.db.transaction((tx) => orderCredential(tx, ctx, order))
  const { state } = await issueCredential(ctx, issuanceId)
  if (state !== 'issued') throw new Error(`not issued: ${state}`)
}

async function signPairs(signer: ReturnType<typeof openSigner>, message: Uint8Array, count: number): Promise<number> {
  const start = process.cpuUsage()
  for (let pair = 0; pair < count; pair++) {
    await signer.sign(message)
    await signer.sign(message)
  }
  return (count * 1_000) / cpuMsSince(start)
}

export const ISSUING_BENCHES = { 'issue-sm2-pairs': benchIssuing }

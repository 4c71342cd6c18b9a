// A revocation list of a million entries: from its bytes to the first answer, with the memory that takes.

import { createHash } from 'node:crypto'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { OID } from '#core/asn1/oids.ts'
import {
  bitString,
  explicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  set,
  time,
  tlv,
  utf8,
} from '#core/asn1/write.ts'
import { parseCrl } from '#core/revocation/crl.ts'
import { cpuMsSince, type Measurement, measurement, median, ROUNDS } from './measurement.ts'
import type { Workshop } from './yardstick.ts'

const ENTRIES = 1_000_000
const SERIAL_BYTES = 16

export async function benchList(workshop: Workshop): Promise<Measurement> {
  const serials = serialNumbers()
  const list = await makeList(serials)
  const wanted = serials.subarray(SERIAL_BYTES * (ENTRIES - 3), SERIAL_BYTES * (ENTRIES - 2)).slice()
  const ours: number[] = []
  const theirs: number[] = []
  const memory: number[] = []
  let theirMemory: number | undefined
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = list.slice()
    globalThis.gc?.()
    const before = process.memoryUsage.rss()
    const start = process.cpuUsage()
    const read = parseCrl(fresh)
    const entry = read.ok ? read.value.find(wanted, () => true) : undefined
    ours.push(1_000 / cpuMsSince(start))
    if (!entry) throw new Error('bench: the list does not have what was put on it')
    // The list itself is in memory before, as it is for the yardstick.
    memory.push((process.memoryUsage.rss() - before) / list.length + 1)
    const run = workshop.run('crl', [list, wanted], 0)
    if (run) theirs.push(run.rate)
    if (run?.residentKb) theirMemory = (run.residentKb * 1024) / list.length
  }
  const against = 'C: d2i_X509_CRL and the first X509_CRL_get0_by_serial'
  return {
    ...measurement('crl-1m', against, median(ours), theirs.length > 0 ? median(theirs) : undefined),
    memory: { ours: Math.max(...memory), ...(theirMemory !== undefined && { yardstick: theirMemory }) },
  }
}

/** As unlike each other as real ones, and the same in every run. */
function serialNumbers(): Uint8Array {
  const all = new Uint8Array(ENTRIES * SERIAL_BYTES)
  const chunk = new Uint8Array(4)
  for (let i = 0; i < ENTRIES; i++) {
    new DataView(chunk.buffer).setUint32(0, i)
    all.set(createHash('md5').update(chunk).digest(), i * SERIAL_BYTES)
    all[i * SERIAL_BYTES] = 0x40 | ((all[i * SERIAL_BYTES] as number) & 0x3f)
  }
  return all
}

async function makeList(serials: Uint8Array): Promise<Uint8Array> {
  const now = Date.now()
  const signer = openSigner(generateKey('rsa2048'))
  const algorithm = sequence(oid(OID.sha256WithRsa), nullValue())
  const number = sequence(oid(OID.crlNumber), octetString(integer(1)))
  const tbs = sequence(
    integer(1),
    algorithm,
    sequence(set(sequence(oid(OID.commonName), utf8('Bench Issuer')))),
    time(now - 3_600_000),
    time(now + 86_400_000),
    tlv(0x30, entriesOf(serials, now - 7_200_000)),
    explicit(0, sequence(number)),
  )
  return sequence(tbs, algorithm, bitString(await signer.sign(tbs)))
}

/** Every second entry gives a reason, as in real lists. */
function entriesOf(serials: Uint8Array, revokedAt: number): Uint8Array {
  const date = time(revokedAt)
  const reason = sequence(sequence(oid(OID.reasonCode), octetString(Uint8Array.of(10, 1, 1))))
  const longest = 2 + 2 + SERIAL_BYTES + date.length + reason.length
  const entries = new Uint8Array(ENTRIES * longest)
  let end = 0
  for (let i = 0; i < ENTRIES; i++) {
    const extra = i % 2 === 0 ? reason : undefined
    entries.set([0x30, 2 + SERIAL_BYTES + date.length + (extra?.length ?? 0), 0x02, SERIAL_BYTES], end)
    entries.set(serials.subarray(i * SERIAL_BYTES, (i + 1) * SERIAL_BYTES), end + 4)
    end += 4 + SERIAL_BYTES
    entries.set(date, end)
    end += date.length
    if (extra) entries.set(extra, end)
    end += extra?.length ?? 0
  }
  return entries.subarray(0, end)
}

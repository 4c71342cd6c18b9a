// Run as a process of its own by large-crl.test.ts: reads one large list, asks it twice, and prints what that cost in memory.

import { parseCrl } from '#core/revocation/crl.ts'

const ENTRIES = 1_000_000
/** SEQUENCE { INTEGER of 16 octets, UTCTime }: 35 octets, as large CAs write them. */
const ENTRY = Buffer.concat([
  Buffer.from([0x30, 33, 0x02, 16]),
  Buffer.alloc(16, 0x11),
  Buffer.from([0x17, 13]),
  Buffer.from('260101000000Z'),
])

const wrap = (tag: number, ...parts: Buffer[]) => {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const size = length < 0x80 ? [length] : [0x84, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]
  const octets = size[0] === 0x84 ? size.slice(size.findIndex((octet, index) => index > 0 && octet !== 0)) : size
  const header = size[0] === 0x84 ? [0x80 | octets.length, ...octets] : size
  return Buffer.concat([Buffer.from([tag, ...header]), ...parts])
}

function list(): Buffer {
  const entries = Buffer.alloc(ENTRIES * ENTRY.length)
  for (let index = 0; index < ENTRIES; index++) {
    ENTRY.copy(entries, index * ENTRY.length)
    entries.writeUInt32BE(index, index * ENTRY.length + 16)
  }
  const algorithm = wrap(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
  const name = wrap(0x30, wrap(0x31, wrap(0x30, Buffer.from('0603550403', 'hex'), wrap(0x0c, Buffer.from('CA')))))
  const time = wrap(0x17, Buffer.from('260101000000Z'))
  const tbs = wrap(0x30, Buffer.from([2, 1, 1]), algorithm, name, time, time, wrap(0x30, entries))
  return wrap(0x30, tbs, algorithm, wrap(0x03, Buffer.from([0, 1])))
}

const bytes = new Uint8Array(list())
const collect = (globalThis as { gc?: () => void }).gc
if (!collect) throw new Error('needs node --expose-gc')
collect()
const before = process.memoryUsage()
const started = process.cpuUsage()
const parsed = parseCrl(bytes)
if (!parsed.ok) throw new Error(parsed.error.code)
const serial = Buffer.alloc(16, 0x11)
serial.writeUInt32BE(ENTRIES - 1, 12)
const isFound = parsed.value.find(serial, () => true) !== undefined
serial.writeUInt32BE(ENTRIES, 12)
const isFoundBeyond = parsed.value.find(serial, () => true) !== undefined
const cpu = process.cpuUsage(started)
const after = process.memoryUsage()
const grown = after.rss - before.rss
process.stdout.write(
  JSON.stringify({
    count: parsed.value.count,
    isFound,
    isFoundBeyond,
    ratio: Math.max(grown, after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed) / bytes.length,
    cpuMs: Math.round((cpu.user + cpu.system) / 1000),
  }),
)

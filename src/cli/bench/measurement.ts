// What a measurement is: operations per CPU-second of ours and of a yardstick, in turns, in one run. Never a timed assertion.

export interface Measurement {
  name: string
  /** Operations (or bytes, for digests) per CPU-second. */
  ours: number
  /** Absent, and `ratio` with it, where the yardstick could not be run. */
  yardstick?: number
  ratio?: number
  /** What the yardstick is. */
  against: string
  /** Operations a second by the clock, where several run at once and wait for others: on all cores, beside whatever else runs. */
  byClock?: number
  /** Lists only: growth of resident memory as a multiple of the file, of this process and of the yardstick's. */
  memory?: { ours: number; yardstick?: number }
}

/** A yardstick's rate, or `undefined` where it cannot be run. */
export type Yardstick = () => number | undefined

export const ROUNDS = 3
const ROUND_CPU_MS = 1_000
/** What is measured is a service that has been running: the engine compiles the judges for some seconds of use. */
const WARM_UP_CPU_MS = 6_000

/** Median of a few rounds of each, in turns, on CPU time: another busy process does not count against either. */
export async function compare(
  name: string,
  against: string,
  work: () => Promise<unknown>,
  yardstick: Yardstick,
): Promise<Measurement> {
  const ours: number[] = []
  const theirs: number[] = []
  await perCpuSecond(work, WARM_UP_CPU_MS)
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await perCpuSecond(work))
    const rate = yardstick()
    if (rate !== undefined) theirs.push(rate)
  }
  return measurement(name, against, median(ours), theirs.length > 0 ? median(theirs) : undefined)
}

export function measurement(name: string, against: string, ours: number, yardstick?: number): Measurement {
  return { name, ours, ...(yardstick !== undefined && { yardstick, ratio: ours / yardstick }), against }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

async function perCpuSecond(work: () => Promise<unknown>, leastCpuMs = ROUND_CPU_MS): Promise<number> {
  const start = process.cpuUsage()
  let done = 0
  let spentMs = 0
  while (spentMs < leastCpuMs) {
    for (let batch = 0; batch < 8; batch++) await work()
    done += 8
    spentMs = cpuMsSince(start)
  }
  return (done * 1_000) / spentMs
}

export function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000
}

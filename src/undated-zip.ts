// ZIP archives that tell no time: the same files always give the same octets.

import { zipSync } from 'fflate'

/** ZIP's calendar begins here. It tells local times without saying which: the same one for all. */
const NO_DATE = new Date(1980, 0, 1)

/** By name, in this order. */
export function zipWithoutDates(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(files, { mtime: NO_DATE })
}

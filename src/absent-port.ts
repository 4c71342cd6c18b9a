// A port that the running process cannot offer: each of its methods refuses, by the name of the port.

import { AppError } from './context.ts'
import type { KeptResults, OwnClock, RightsSeal } from './ports.ts'

export function absentPort<T extends object>(name: string): T {
  const refuse = () => Promise.reject(new AppError('unavailable', 'app.part-absent', { part: name }))
  return new Proxy({}, { get: () => refuse }) as T
}

/** Where nobody looks after the clock but its platform. */
export const uncheckedClock: OwnClock = {
  standing: () => ({ state: 'unchecked', agreeing: 0, sources: 0 }),
  check: async () => uncheckedClock.standing(),
}

/** Where the key is not at hand: nothing is checked, and nothing can be granted. */
export const uncheckedRights: RightsSeal = {
  begin: async () => {
    throw new AppError('unavailable', 'app.part-absent', { part: 'rights' })
  },
  codes: async () => undefined,
}

/** Where there is no disk: nothing is kept, so nothing is ever waiting. */
export const noKeptResults: KeptResults = {
  keep: async () => false,
  names: async () => [],
  read: async () => undefined,
  remove: async () => undefined,
  setAside: async () => undefined,
}

// A laboratory for a test file: started once, stopped at the end, every fault off again after each test.

import { afterAll, afterEach, beforeAll } from 'vitest'
import { generateKey } from '#adapters/keys/signer.ts'
import type { KeySource } from '#lab/hierarchy.ts'
import { type Laboratory, type LaboratoryOptions, startLaboratory } from '#lab/laboratory.ts'

/** Throw-away keys, each made when first asked for. */
export function freshKeys(): KeySource {
  const made = new Map<string, Uint8Array>()
  return (label, algorithm) => {
    const key = made.get(label) ?? generateKey(algorithm)
    made.set(label, key)
    return key
  }
}

/** Call at the top of a `describe` or a file; the laboratory is there inside tests and hooks only. */
export function withLaboratory(options: Partial<LaboratoryOptions> = {}): { readonly lab: Laboratory } {
  let lab: Laboratory | undefined
  beforeAll(async () => {
    lab = await startLaboratory({ now: Date.now, keys: freshKeys(), ...options })
  })
  afterEach(async () => {
    for (const { service, fault } of lab?.faults() ?? []) await lab?.setFault(service, fault, false)
  })
  afterAll(() => lab?.stop())
  return {
    get lab() {
      if (!lab) throw new Error('the laboratory is there inside tests only')
      return lab
    },
  }
}

// A laboratory for a test file: started once, stopped at the end, every fault off again after each test.

import { afterAll, afterEach, beforeAll } from 'vitest'
import { toBase64 } from '#core/bytes/base64.ts'
import { keysFrom } from '#lab/keys.ts'
import { type Laboratory, type LaboratoryOptions, startLaboratory } from '#lab/laboratory.ts'

/** Call at the top of a `describe` or a file; the laboratory is there inside tests and hooks only. */
export function withLaboratory(options: Partial<LaboratoryOptions> = {}): { readonly lab: Laboratory } {
  let lab: Laboratory | undefined
  beforeAll(async () => {
    lab = await startLaboratory({ now: Date.now, keys: keysFrom('ca-fixtures/built/keys'), ...options })
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

/** Posts a JSON body to a service; bytes travel as base64. */
export async function postJson(
  lab: Laboratory,
  service: string,
  path: string,
  body: Record<string, Uint8Array | string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const encoded = Object.entries(body).map(([key, value]) => [key, typeof value === 'string' ? value : toBase64(value)])
  const response = await fetch(`${lab.service(service).url}${path}`, {
    method: 'POST',
    body: JSON.stringify(Object.fromEntries(encoded)),
    headers: { 'content-type': 'application/json' },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

// `bench`: our speed as a ratio to a named yardstick, both measured in the same run on CPU time. Never a timed assertion.

import { parseArgs } from 'node:util'
import { type Command, EXIT } from '../io.ts'
import type { Bench } from './judges.ts'
import type { Measurement } from './measurement.ts'
import { openWorkshop, pinThisProcess } from './yardstick.ts'

const signatures = async () => (await import('./signatures.ts')).SIGNATURE_BENCHES
const judges = async () => (await import('./judges.ts')).JUDGE_BENCHES
const inspections = async () => (await import('./inspections.ts')).INSPECTION_BENCHES
const round = async () => (await import('./round.ts')).ROUND_BENCHES
const inventory = async () => (await import('./inventory.ts')).INVENTORY_BENCHES
const issuing = async () => (await import('./issuing.ts')).ISSUING_BENCHES
const responder = async () => (await import('./responder.ts')).RESPONDER_BENCHES
const audit = async () => (await import('./audit.ts')).AUDIT_BENCHES
const pdf = async () => (await import('./pdf.ts')).PDF_BENCHES
const tls = async () => (await import('./tls.ts')).TLS_BENCHES

/** Loaded when asked for: where memory is measured, only what is measured is in it. */
const BENCHES: Record<string, () => Promise<Readonly<Record<string, Bench>>>> = {
  sm3: signatures,
  'sm2-verify': signatures,
  'rsa2048-verify': signatures,
  'p256-verify': signatures,
  'cms-rsa-cold': judges,
  'cms-rsa-warm': judges,
  'cms-ecdsa-cold': judges,
  'cms-ecdsa-warm': judges,
  'cms-sm2': judges,
  timestamp: judges,
  'chain-3-rsa': judges,
  'content-10mb': judges,
  'audit-append': audit,
  'issue-sm2-pairs': issuing,
  'ocsp-kept': responder,
  'certificates-import': inventory,
  'certificates-expiring': inventory,
  'inspection-lists': inspections,
  'inspection-round': round,
  'crl-1m': async () => ({ 'crl-1m': (await import('./list.ts')).benchList }),
  ofd: async () => ({ ofd: (await import('./ofd.ts')).benchOfd }),
  'pdf-1mb': pdf,
  'pdf-100mb': pdf,
  'tls-chain': tls,
  'tls-handshake': tls,
}

export const runBench: Command = async (argv, io) => {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const unknown = positionals.find((name) => !(name in BENCHES))
  if (unknown) {
    io.err(`bench: no such measurement: ${unknown} (known: ${Object.keys(BENCHES).join(', ')})\n`)
    return EXIT.usage
  }
  pinThisProcess()
  const workshop = openWorkshop(io.err)
  const results: Measurement[] = []
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
      const result = await (await BENCHES[name]?.())?.[name]?.(workshop)
      if (!result) continue
      results.push(result)
      if (!values.json) io.out(`${lineOf(result)}\n`)
    }
  } finally {
    workshop.close()
  }
  if (values.json) io.out(`${JSON.stringify(results)}\n`)
  return EXIT.ok
}

function lineOf({ name, ours, yardstick, ratio, against, byClock, memory }: Measurement): string {
  const rates = `${figure(ours)}/s${yardstick === undefined ? '' : ` against ${figure(yardstick)}/s`}`
  const grown = memory ? `; memory ${memory.ours.toFixed(2)}x the file, ${memory.yardstick?.toFixed(2) ?? '?'}x` : ''
  const label = ratio === undefined ? 'no yardstick' : `${ratio.toFixed(2)}x`
  const clock = byClock === undefined ? '' : `; ${figure(byClock)}/s by the clock`
  return `${name.padEnd(16)} ${label.padEnd(12)} (${rates}, ${against}${clock}${grown})`
}

function figure(rate: number): string {
  return rate < 100 ? rate.toFixed(2) : String(Math.round(rate))
}

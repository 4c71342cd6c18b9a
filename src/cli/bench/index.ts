// `bench`: our speed as a ratio to a named yardstick, both measured in the same run on CPU time. Never a timed assertion.

import { parseArgs } from 'node:util'
import { type Command, EXIT } from '../io.ts'
import { benchExpiryBoard, benchImport } from './inventory.ts'
import { type Bench, JUDGE_BENCHES } from './judges.ts'
import { benchList } from './list.ts'
import type { Measurement } from './measurement.ts'
import { benchOfd } from './ofd.ts'
import { benchLargePdf, benchPdf } from './pdf.ts'
import { SIGNATURE_BENCHES } from './signatures.ts'
import { benchChainReading, benchHandshake } from './tls.ts'
import { openWorkshop, pinThisProcess } from './yardstick.ts'

const BENCHES: Record<string, Bench> = {
  ...SIGNATURE_BENCHES,
  ...JUDGE_BENCHES,
  'certificates-import': benchImport,
  'certificates-expiring': benchExpiryBoard,
  'crl-1m': benchList,
  ofd: benchOfd,
  'pdf-1mb': benchPdf,
  'pdf-100mb': benchLargePdf,
  'tls-chain': benchChainReading,
  'tls-handshake': benchHandshake,
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
      const result = await BENCHES[name]?.(workshop)
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

function lineOf({ name, ours, yardstick, ratio, against, memory }: Measurement): string {
  const rates = `${figure(ours)}/s${yardstick === undefined ? '' : ` against ${figure(yardstick)}/s`}`
  const grown = memory ? `; memory ${memory.ours.toFixed(2)}x the file, ${memory.yardstick?.toFixed(2) ?? '?'}x` : ''
  const label = ratio === undefined ? 'no yardstick' : `${ratio.toFixed(2)}x`
  return `${name.padEnd(16)} ${label.padEnd(12)} (${rates}, ${against}${grown})`
}

function figure(rate: number): string {
  return rate < 100 ? rate.toFixed(2) : String(Math.round(rate))
}

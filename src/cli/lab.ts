// `zhengxun lab`: the laboratory by itself, until interrupted.

import { parseArgs } from 'node:util'
import { PLANTED_FAULTS } from '#lab/faults.ts'
import { keysFrom } from '#lab/keys.ts'
import { type Laboratory, startLaboratory } from '#lab/laboratory.ts'
import { UnknownFault } from '#lab/switches.ts'
import { type Command, EXIT, type Io } from './io.ts'

const USAGE = `zhengxun lab [--fault SERVICE:FAULT]… [--planted] [--keys DIR] [--json]
  Starts the laboratory on loopback and prints its services. Ctrl-C ends it.
  --fault    switches a fault on, e.g. ocsp:ocsp.response-stale
  --keys     where its public test keys lie (default ca-fixtures/built/keys)
  --planted  switches on the faults the sample estate starts with
`

export const runLab: Command = async (argv, io) => {
  const options = read(argv)
  if (!options) return complain(io, USAGE)
  const lab = await startLaboratory({ now: Date.now, keys: keysFrom(options.keys) })
  try {
    for (const { service, fault } of options.faults) await lab.setFault(service, fault, true)
    io.out(options.isJson ? `${JSON.stringify(describe(lab))}\n` : listing(lab))
    await interruption(io)
    return EXIT.ok
  } catch (error) {
    if (error instanceof UnknownFault) return complain(io, `lab: ${error.message}\n`)
    throw error
  } finally {
    await lab.stop()
  }
}

function read(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        fault: { type: 'string', multiple: true, default: [] },
        planted: { type: 'boolean', default: false },
        keys: { type: 'string', default: 'ca-fixtures/built/keys' },
        json: { type: 'boolean', default: false },
      },
    })
    const asked = values.fault.map((text) => {
      const [service = '', ...fault] = text.split(':')
      return { service, fault: fault.join(':') }
    })
    return { isJson: values.json, keys: values.keys, faults: [...asked, ...(values.planted ? PLANTED_FAULTS : [])] }
  } catch {
    return undefined
  }
}

function complain(io: Io, text: string): number {
  io.err(text)
  return EXIT.usage
}

function describe(lab: Laboratory) {
  return { control: lab.controlUrl, services: lab.services, faults: lab.faults() }
}

function listing(lab: Laboratory): string {
  const rows = lab.services.map(({ name, url, serverName }) =>
    `${name.padEnd(20)} ${url} ${serverName ?? ''}`.trimEnd(),
  )
  const faults = lab.faults().map(({ service, fault }) => `! ${service} ${fault}`)
  return `${['', ...rows, `${'control'.padEnd(20)} ${lab.controlUrl}`, ...faults].join('\n').trim()}\n`
}

/** Resolves when the terminal is interrupted; at once when nobody can interrupt. */
function interruption(io: Io): Promise<void> {
  const signal = io.interrupted
  if (!signal || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

// The command line: one table from command to the file that does it, loaded only when asked for.

import { ConfigError } from '#src/config.ts'
import { type Command, EXIT } from './io.ts'
import { terminal } from './terminal.ts'

const COMMANDS: Record<string, { does: string; load: () => Promise<Command> }> = {
  serve: { does: 'run the service', load: async () => (await import('./serve.ts')).runServe },
  migrate: { does: 'bring the database up to date', load: async () => (await import('./migrate.ts')).runMigrate },
  lab: { does: 'run the laboratory alone', load: async () => (await import('./lab.ts')).runLab },
  verify: { does: 'judge signed documents', load: async () => (await import('./verify.ts')).runVerify },
  pack: { does: 'check an evidence pack off line', load: async () => (await import('./pack.ts')).runPack },
  sign: { does: 'sign a PDF with a key of the service', load: async () => (await import('./sign.ts')).runSign },
  seal: { does: 'put a PDF or OFD under a seal', load: async () => (await import('./sign.ts')).runSeal },
  probe: { does: 'ask one service and judge it', load: async () => (await import('./probe.ts')).runProbe },
  carrier: {
    does: 'be a UKey in software, for trials',
    load: async () => (await import('./carrier.ts')).runCarrierCommand,
  },
  csr: { does: 'make or inspect a certification request', load: async () => (await import('./csr.ts')).runCsr },
  package: { does: 'make the files a server takes', load: async () => (await import('./package.ts')).runPackage },
  lint: {
    does: 'hold certificates and requests against the rules',
    load: async () => (await import('./lint.ts')).runLint,
  },
  inspect: { does: 'run a round now, or show the day', load: async () => (await import('./inspect.ts')).runInspect },
  backup: { does: 'check or restore the newest backup', load: async () => (await import('./backup.ts')).runBackup },
  'break-glass': {
    does: 'seal new halves for emergencies, by two persons',
    load: async () => (await import('./break-glass.ts')).runBreakGlass,
  },
  evidence: {
    does: 'check the evidence of a credential off line',
    load: async () => (await import('./evidence.ts')).runEvidence,
  },
  archive: { does: 'verify an archive of rounds', load: async () => (await import('./archive.ts')).runArchive },
  keys: { does: 'rotate and guard what seals keys', load: async () => (await import('./keys.ts')).runKeys },
  rights: {
    does: 'hold what accounts may do against its seals',
    load: async () => (await import('./rights.ts')).runRights,
  },
  audit: { does: 'verify, export and prune the audit trail', load: async () => (await import('./audit.ts')).runAudit },
  bench: { does: 'measure against yardsticks', load: async () => (await import('./bench/index.ts')).runBench },
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { does }]) => `  ${name.padEnd(12)} ${does}`)
  return `usage: zhengxun COMMAND …\n${lines.join('\n')}\n`
}

/** A wrong setting is the caller's to mend, whatever the command: it is named, and no stack is shown. */
async function attempt(command: { load: () => Promise<Command> }): Promise<number> {
  try {
    return await (await command.load())(argv, io)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    io.err(`设置有误 · wrong settings:\n${error.message}\n`)
    return EXIT.usage
  }
}

const [name = '', ...argv] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
const io = terminal()
if (command) process.exitCode = await attempt(command)
else {
  const isHelp = name === '--help' || name === 'help'
  if (!isHelp && name !== '') io.err(`没有命令 ${name} · no such command: ${name}\n`)
  if (isHelp) io.out(usage())
  else io.err(usage())
  process.exitCode = isHelp ? EXIT.ok : EXIT.usage
}

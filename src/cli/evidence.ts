// `evidence verify FILE`: the evidence pack of a credential, off line and without the service.

import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { verifyEvidence } from '#features/holdings/index.ts'
import { bothTexts } from './both-texts.ts'
import { type Command, EXIT } from './io.ts'
import { readNamed } from './named-file.ts'

const USAGE = `usage: zhengxun evidence verify FILE.zip [--head HEX] [--json]
  0: nothing is missing, added or changed · 1: something is
  --head: as the audit trail has it (holdings.evidence-taken); without it a pack that was made up as a whole is not seen
`

const OPTIONS = { head: { type: 'string' }, json: { type: 'boolean' } } as const

export const runEvidence: Command = async (argv, io) => {
  let call: { values: { head?: string | undefined; json?: boolean | undefined }; positionals: string[] }
  try {
    call = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    io.err(`${(error as Error).message}\n${USAGE}`)
    return EXIT.usage
  }
  const [action, path, ...more] = call.positionals
  const { head, json } = call.values
  if (action !== 'verify' || path === undefined || more.length > 0) {
    io.err(USAGE)
    return EXIT.usage
  }
  const { manifest, faults } = await verifyEvidence((await readNamed(path)).bytes, nodePrimitives, head?.toLowerCase())
  if (json) io.out(`${JSON.stringify({ head: manifest?.head, entries: manifest?.entries.length, faults })}\n`)
  else {
    for (const { code, params } of faults) io.out(`  ${bothTexts(code, params)}\n`)
    const { credential, entries } = manifest ?? {}
    io.out(`${bothTexts(faults.length === 0 ? 'evidence.whole' : 'evidence.not-whole', {})}\n`)
    if (credential) io.out(`${credential.subject} · ${credential.requestNumber ?? ''} · ${entries?.length ?? 0}\n`)
    if (manifest) io.out(`head: ${manifest.head}\n`)
  }
  return faults.length === 0 ? EXIT.ok : EXIT.failed
}

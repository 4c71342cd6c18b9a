// `pack check FILE.zip`: an evidence pack off line. Every digest, then the judgement again from the pack's own material.

import { type FileHandle, open } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { checkPack, openPacks, type PackCheck } from '#features/verification/index.ts'
import { bothTexts } from './both-texts.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { readNamed } from './named-file.ts'

const USAGE = `pack check FILE.zip [--object FILE] [--json]
  0: every entry is intact and the judgement is the same · 1: it is not · 2: it cannot be judged again
`

const OPTIONS = { object: { type: 'string' }, json: { type: 'boolean' } } as const

export const runPack: Command = async (argv, io) => {
  const call = readCall(argv, io)
  if (!call) return EXIT.usage
  const pool = createVerifierPool()
  let handle: FileHandle | undefined
  try {
    handle = await open(call.path)
    const object = call.object === undefined ? undefined : (await readNamed(call.object)).bytes
    const packs = await openPacks((await handle.stat()).size, rangesOf(handle))
    if (!packs.ok) {
      io.err(`${call.path}: ${bothTexts(packs.error.code)}\n`)
      return EXIT.failed
    }
    const checks: PackCheck[] = []
    for (const { sources } of packs.value) {
      const check = await checkPack(sources, { primitives: nodePrimitives, verifier: pool, ...(object && { object }) })
      io.out(call.isJson ? `${JSON.stringify(check)}\n` : plainCheck(check))
      checks.push(check)
    }
    return exitCode(checks)
  } catch (error) {
    io.err(`${call.path}: ${(error as Error).message}\n`)
    return EXIT.usage
  } finally {
    await handle?.close()
    await pool.close()
  }
}

function readCall(argv: readonly string[], io: Io) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    const [action, path, ...more] = positionals
    if (action !== 'check' || path === undefined || more.length > 0) throw new Error('name one pack to check')
    return { path, object: values.object, isJson: values.json === true }
  } catch (error) {
    io.err(`${(error as Error).message}\n${USAGE}`)
    return undefined
  }
}

function rangesOf(handle: FileHandle) {
  return async (start: number, end: number) => {
    const { size } = await handle.stat()
    const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
    return bytes.subarray(0, bytesRead)
  }
}

function exitCode(checks: readonly PackCheck[]): number {
  if (checks.some(({ problems, judgement }) => problems.length > 0 || judgement === 'differs')) return EXIT.failed
  return checks.every(({ judgement }) => judgement === 'same') ? EXIT.ok : EXIT.unknown
}

const JUDGEMENTS: Readonly<Record<PackCheck['judgement'], string>> = {
  same: '用包里的材料重新判定，结论与发现一致 · judged again from the pack: the same verdict and findings',
  differs: '用包里的材料重新判定，结果不同 · judged again from the pack: IT DIFFERS',
  'not-possible': '不能重新判定 · cannot be judged again',
}

function plainCheck(check: PackCheck): string {
  const { number, fileName, entries, problems, judgement, verdict, again, missing, manifestSha256, comparison } = check
  const lines = [
    `${number ?? '?'}  ${fileName ?? ''}`,
    `  ${problems.length === 0 ? '✓' : '✗'} ${entries} 项 · entries, ${problems.length} 处不符 · problems`,
    ...problems.map(({ code, path }) => `      ${path}: ${bothTexts(code)}`),
    `  ${judgement === 'same' ? '✓' : judgement === 'differs' ? '✗' : '?'} ${JUDGEMENTS[judgement]}`,
    ...missing.map((name) => `      缺 · missing: ${name}`),
    ...(verdict ? [`      报告 · report ${verdict}${again ? `，重新判定 · again ${again}` : ''}`] : []),
    ...(judgement === 'differs' && comparison
      ? comparison.fields.map(({ field, before, after }) => `      ${field}: ${before ?? '-'} → ${after ?? '-'}`)
      : []),
    `  manifestSha256 ${manifestSha256 ?? '-'}`,
  ]
  return `${lines.join('\n')}\n`
}

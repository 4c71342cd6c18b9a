// `csr recipe`: how a certificate is asked for, installed, proven and taken back on one kind of target, in one language.
// Works on its own: the recipes are part of the program.

import { parseArgs } from 'node:util'
import { TARGETS } from '#core/targets/catalogue.ts'
import type { FilledRecipe, FilledStep } from '#core/targets/fill.ts'
import { type Bilingual, STEP_KINDS, type StepKind } from '#core/targets/target.ts'
import { fillTarget, RecipeQuery } from '#features/targets/index.ts'
import { EXIT, type Io } from './io.ts'
import { parsed, UsageError } from './usage.ts'

const text = { type: 'string' } as const
const several = { type: 'string', multiple: true } as const
const OPTIONS = {
  target: text,
  cn: text,
  san: several,
  org: text,
  unit: text,
  locality: text,
  state: text,
  country: text,
  bits: text,
  alias: text,
  address: text,
  port: text,
  set: several,
  lang: text,
  json: { type: 'boolean' },
} as const

type Language = keyof Bilingual

export async function printRecipe(argv: string[], io: Io): Promise<number> {
  const { values } = parsed(() => parseArgs({ args: argv, options: OPTIONS, strict: true }))
  const { target, lang = 'zh', json } = values
  if (lang !== 'zh' && lang !== 'en') throw new UsageError(`--lang zh|en, not ${lang}`)
  if (!target) return listTargets(io, lang)
  if (!TARGETS.some(({ id }) => id === target))
    throw new UsageError(`没有目标 ${target} · no such target: ${target} (${TARGETS.map(({ id }) => id).join(' ')})`)
  const recipe = fillTarget(target, queryOf(values))
  io.out(json ? `${JSON.stringify(recipe)}\n` : written(recipe, lang))
  return EXIT.ok
}

function listTargets(io: Io, language: Language): number {
  for (const { id, title, versions, verified } of TARGETS)
    io.out(`${id.padEnd(20)} ${title[language]}  ${versions}  ${VERIFIED[verified][language]}\n`)
  return EXIT.ok
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

function queryOf({ cn, san, org, unit, bits, set, target: _, lang: __, json: ___, ...rest }: Values): RecipeQuery {
  const asked = { ...rest, commonName: cn, name: san, organization: org, organizationalUnit: unit, keyBits: bits, set }
  const read = RecipeQuery.safeParse(asked)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`)
}

const KINDS: Readonly<Record<StepKind, Bilingual>> = {
  csr: { zh: '一、申请', en: '1. Request' },
  install: { zh: '二、安装', en: '2. Install' },
  chain: { zh: '三、证书链', en: '3. Chain' },
  activate: { zh: '四、生效', en: '4. Activate' },
  verify: { zh: '五、核验', en: '5. Verify' },
  rollback: { zh: '六、回退', en: '6. Roll back' },
}

const VERIFIED: Readonly<Record<FilledRecipe['verified'], Bilingual>> = {
  executed: { zh: '已实际执行', en: 'executed' },
  read: { zh: '已对照厂商资料', en: 'compared with the vendor’s text' },
  unverified: { zh: '未核实', en: 'unverified' },
}

const KEYS: Readonly<Record<FilledRecipe['keyOrigin'], Bilingual>> = {
  device: { zh: '私钥在设备内生成，不离开设备', en: 'the key is born on the device and stays there' },
  service: { zh: '私钥由本服务生成', en: 'the key is made by this service' },
  either: { zh: '私钥可在目标上或由本服务生成', en: 'the key is made on the target or by this service' },
}

function written(recipe: FilledRecipe, language: Language): string {
  const { title, versions, verified, keyOrigin, packageFormats, source, steps, traps } = recipe
  const chapters = STEP_KINDS.map((kind) => `## ${KINDS[kind][language]}\n\n${steps[kind].map(stepIn).join('\n')}`)
  function stepIn({ text: said, command, file }: FilledStep): string {
    const parts = [
      said[language],
      ...(file ? [`${file.path}\n${indented(file.content)}`] : []),
      ...(command ? [indented(command)] : []),
    ]
    return `${parts.join('\n\n')}\n`
  }
  const head = `# ${title[language]} (${versions})`
  const about = `${VERIFIED[verified][language]} · ${KEYS[keyOrigin][language]} · ${packageFormats.join(', ')}\n${source}`
  const warnings = `## ${language === 'zh' ? '注意' : 'Traps'}\n\n${traps.map((trap) => `- ${trap[language]}`).join('\n')}`
  return `${[head, about, ...chapters, warnings].join('\n\n')}\n`
}

function indented(block: string): string {
  return block.replace(/^(?=.)/gm, '    ')
}

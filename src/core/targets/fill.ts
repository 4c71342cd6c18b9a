// Fills a recipe for one site: every placeholder becomes one quoted value of its dialect, or the recipe is refused.
// No clause: house rule, an operator copies what stands here into a root shell.

import { err, ok, type Result } from '../verdict.ts'
import { isDnsName, parseIpAddress } from '../x509/host-names.ts'
import { commaSubject, quoted, type SubjectPart, slashSubject, windowsSubject } from './quoting.ts'
import {
  type Bilingual,
  type Dialect,
  type PackageFormat,
  STEP_KINDS,
  type Step,
  type StepKind,
  type Target,
  type Template,
} from './target.ts'

export interface RecipeValues {
  commonName: string
  /** DNS names (ASCII form, wildcard as the first label) and addresses. Empty: the common name, when it is a host. */
  names?: readonly string[]
  country?: string
  state?: string
  locality?: string
  organization?: string
  organizationalUnit?: string
  /** Of an RSA key; 2048 unless said otherwise. */
  keyBits?: number
  /** Name of the objects on the device and of the entry in a keystore; made from the common name when absent. */
  alias?: string
  /** Where the result is looked at: host or address, the first name unless said otherwise. */
  address?: string
  port?: number
  /** Instead of the target's `defaults`, by their names. A list is several words, e.g. a program with its first arguments. */
  settings?: Readonly<Record<string, string | readonly string[]>>
}

export interface FillError {
  /** `recipe.…`, with a text in the catalogue. */
  code: string
  params: Readonly<Record<string, string | number>>
}

export interface FilledStep {
  text: Bilingual
  dialect?: Dialect
  command?: string
  file?: { path: string; content: string; dialect: Dialect }
}

export interface FilledRecipe {
  target: string
  title: Bilingual
  versions: string
  keyOrigin: Target['keyOrigin']
  packageFormats: readonly PackageFormat[]
  isExecutable: boolean
  verified: Target['verified']
  source: string
  traps: readonly Bilingual[]
  steps: Readonly<Record<StepKind, FilledStep[]>>
}

/** A value to be quoted, several to be quoted one by one, or text that was made safe already. */
type Filling = string | readonly string[] | { ready: string }

class Refused extends Error {
  readonly reason: FillError

  constructor(code: string, params: FillError['params']) {
    super(code)
    this.reason = { code: `recipe.${code}`, params }
  }
}

/** Limits of RFC 5280 appendix A.1, for all parts alike. */
const MAX_TEXT = 128
const MAX_NAMES = 100

/** The recipe with everything filled in. Nothing is looked up: whether the paths exist is not checked. */
export function fillRecipe(target: Target, values: RecipeValues): Result<FilledRecipe, FillError> {
  try {
    return ok(filled(target, values))
  } catch (thrown) {
    if (thrown instanceof Refused) return err(thrown.reason)
    throw thrown
  }
}

function filled(target: Target, values: RecipeValues): FilledRecipe {
  const fillings = fillingsOf(target, values)
  const { id, title, versions, keyOrigin, packageFormats, isExecutable, verified, source, traps } = target
  const stepsOf = (kind: StepKind) => target.steps[kind].map((step) => filledStep(step, fillings))
  const steps = Object.fromEntries(STEP_KINDS.map((kind) => [kind, stepsOf(kind)])) as Record<StepKind, FilledStep[]>
  return { target: id, title, versions, keyOrigin, packageFormats, isExecutable, verified, source, traps, steps }
}

function filledStep({ text, command, file }: Step, fillings: Fillings): FilledStep {
  const words = (template: string) => fillings.fill({ dialect: 'words', template })
  return {
    text: { zh: words(text.zh), en: words(text.en) },
    ...(command && { dialect: command.dialect, command: fillings.fill(command) }),
    ...(file && {
      file: {
        path: words(file.path),
        content: fillings.fill(file),
        dialect: file.dialect,
      },
    }),
  }
}

class Fillings {
  private readonly known: ReadonlyMap<string, Filling>

  constructor(known: ReadonlyMap<string, Filling>) {
    this.known = known
  }

  fill({ dialect, template }: Template): string {
    return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const filling = this.known.get(name)
      if (filling === undefined) throw new Refused('placeholder-unknown', { name })
      if (typeof filling === 'object' && 'ready' in filling) return filling.ready
      return [filling]
        .flat()
        .map((value, index) => this.word(dialect, name, value, index > 0))
        .join(' ')
    })
  }

  /** Only what follows the first of several words may be an option: the program of a command has its own. */
  private word(dialect: Dialect, name: string, value: string, mayBeOption: boolean): string {
    return quoted(dialect, value, mayBeOption) ?? refuse('value-not-quotable', { name, value, dialect })
  }
}

function refuse(code: string, params: FillError['params']): never {
  throw new Refused(code, params)
}

/** What only makes sense with a host: asked for without one, the recipe is refused. */
function hostFillings(names: readonly string[]): [string, Filling][] {
  if (names.length === 0) return []
  const isAddress = (name: string) => parseIpAddress(name) !== undefined
  const listed = (dns: string, ip: string, join: string) =>
    names.map((name) => `${isAddress(name) ? ip : dns}${name}`).join(join)
  const hosts = names.filter((name) => !isAddress(name))
  const addresses = names.filter(isAddress)
  const numbered = [
    ...hosts.map((name, index) => `DNS.${index + 1} = ${name}`),
    ...addresses.map((name, index) => `IP.${index + 1} = ${name}`),
  ]
  const continued = names.map((name, index) => {
    const end = index < names.length - 1 ? '&' : ''
    return `_continue_ = "${isAddress(name) ? 'ipaddress' : 'dns'}=${name}${end}"`
  })
  return [
    ['names', names],
    ['sanOpenssl', listed('DNS:', 'IP:', ',')],
    ['sanKeytool', listed('dns:', 'ip:', ',')],
    ['sanConfigLines', { ready: numbered.join('\n') }],
    ['sanInfLines', { ready: continued.join('\n') }],
  ]
}

function fillingsOf(target: Target, values: RecipeValues): Fillings {
  const names = checkedNames(values)
  const parts = subjectParts(values)
  const fileStem = stemOf(values.commonName)
  const first = names[0]?.replace(/^\*\./, 'www.')
  const address = values.address ?? first
  const port = String(checkedPort(values.port ?? 443))
  const known = new Map<string, Filling>([
    ...parts.map(([type, value]): [string, Filling] => [`subject${type}`, value]),
    ['commonName', values.commonName],
    ['subjectSlash', slashSubject(parts)],
    ['subjectComma', commaSubject(parts)],
    ['subjectWindows', windowsSubject(parts)],
    ['subjectConfigLines', { ready: configSubject(parts) }],
    ['fileStem', fileStem],
    ['alias', checkedAlias(values.alias ?? fileStem)],
    ['keyBits', String(checkedKeyBits(values.keyBits ?? 2048))],
    ['port', port],
    ...hostFillings(names),
    ...(first ? [['serverName', first] as [string, Filling]] : []),
    ...(address ? addressFillings(address, port) : []),
  ])
  addSettings(known, target, values.settings ?? {})
  return new Fillings(known)
}

function addressFillings(address: string, port: string): [string, Filling][] {
  const isHost = parseIpAddress(address) !== undefined || isDnsName(address.toLowerCase())
  if (!isHost) refuse('name-not-a-host', { name: address })
  return [
    ['address', address],
    ['endpoint', address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`],
  ]
}

/** A setting the target does not know is a slip of the pen that would leave its default in the recipe. */
function addSettings(
  known: Map<string, Filling>,
  target: Target,
  settings: Readonly<Record<string, string | readonly string[]>>,
): void {
  const stranger = Object.keys(settings).find((name) => !(name in target.defaults))
  if (stranger) refuse('setting-unknown', { name: stranger })
  // In the order of the table: a default may use what stands above it.
  for (const [name, template] of Object.entries(target.defaults)) {
    const given = settings[name]
    known.set(name, given ?? new Fillings(known).fill({ dialect: 'words', template }))
  }
}

function checkedNames({ commonName, names = [] }: RecipeValues): string[] {
  if (names.length > MAX_NAMES) refuse('too-many-names', { count: names.length })
  const given = names.length > 0 || !isHost(commonName) ? names : [commonName]
  for (const name of given) if (!isHost(name)) refuse('name-not-a-host', { name })
  return [...new Set(given.map((name) => name.toLowerCase()))]
}

function isHost(text: string): boolean {
  const name = text.toLowerCase()
  if (parseIpAddress(name)) return true
  return name.includes('.') && isDnsName(name.replace(/^\*\./, ''))
}

function subjectParts(values: RecipeValues): SubjectPart[] {
  const { country = 'CN', state, locality, organization, organizationalUnit, commonName } = values
  const parts = { C: country, ST: state, L: locality, O: organization, OU: organizationalUnit, CN: commonName }
  const present = Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined)
  for (const [type, value] of present) {
    // A blank at either end is dropped by some tools and kept by others: the certificate would differ from the request.
    if (value.trim() !== value || value === '' || value.length > MAX_TEXT) refuse('text', { name: type, value })
    if (quoted('words', value) === undefined) refuse('text', { name: type, value })
  }
  if (!/^[A-Z]{2}$/.test(country)) refuse('text', { name: 'C', value: country })
  return present
}

function configSubject(parts: readonly SubjectPart[]): string {
  const line = ([type, value]: SubjectPart) => `${type} = ${quoted('openssl-config', value)}`
  return parts.map(line).join('\n')
}

/** A name for files and objects: `*.a.cn` → `wildcard.a.cn`; what is no host becomes `certificate`. */
function stemOf(commonName: string): string {
  return isHost(commonName) ? commonName.toLowerCase().replace(/^\*/, 'wildcard').replaceAll(':', '-') : 'certificate'
}

function checkedAlias(alias: string): string {
  return /^[A-Za-z0-9][\w.-]{0,63}$/.test(alias) ? alias : refuse('alias', { value: alias })
}

function checkedPort(port: number): number {
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : refuse('port', { value: port })
}

function checkedKeyBits(bits: number): number {
  return [2048, 3072, 4096].includes(bits) ? bits : refuse('key-bits', { value: bits })
}

// `csr new` makes a key and a certification request as two files; `csr inspect` reads one and says whether it holds; `csr match` finds
// the CA's reply to it.
// Works on its own: no database, no service, nothing fetched.

import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { encryptPrivateKey } from '#adapters/keys/encrypted.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest, wishedExtensions } from '#adapters/pkijs/request.ts'
import { writePem } from '#core/bytes/pem.ts'
import { CreateRequest, inspectRequest, type RequestInspection, requestContents } from '#features/certificates/index.ts'
import { AppError } from '#src/context.ts'
import { SERVICE_KEYS } from '#src/ports.ts'
import { bothTexts } from './both-texts.ts'
import { EXIT, type Io } from './io.ts'
import { MATCH_USAGE, matchReply } from './match.ts'
import { printRecipe } from './recipe.ts'
import { parsed, UsageError } from './usage.ts'

const USAGE = `csr new --alg ${SERVICE_KEYS.join('|')} --cn N [--san N]… [--org N] [--unit N] [--locality N] [--state N] [--country CC]
        [--profile P] [--passphrase-file F] --out DIR
                                              writes DIR/request.csr and DIR/private-key.pem (encrypted)
csr inspect FILE [--json]                     reads a request and checks its signature
csr recipe --target NAME --cn N [--san N]… [--org N] [--unit N] [--locality N] [--state N] [--country CC] [--bits N]
        [--alias N] [--address HOST] [--port N] [--set NAME=VALUE]… [--lang zh|en] [--json]
                                              prints the recipe of a target, filled in for a site
csr recipe                                    lists the targets
${MATCH_USAGE}`

const NEW_OPTIONS = {
  alg: { type: 'string' },
  cn: { type: 'string' },
  san: { type: 'string', multiple: true },
  profile: { type: 'string' },
  org: { type: 'string' },
  unit: { type: 'string' },
  locality: { type: 'string' },
  state: { type: 'string' },
  country: { type: 'string' },
  'passphrase-file': { type: 'string' },
  out: { type: 'string' },
} as const

export async function runCsr(argv: readonly string[], io: Io): Promise<number> {
  const [verb, ...rest] = argv
  try {
    if (verb === 'new') return await makeRequest(rest, io)
    if (verb === 'inspect') return await inspect(rest, io)
    if (verb === 'match') return await matchReply(rest, io)
    if (verb === 'recipe') return await printRecipe(rest, io)
    throw new UsageError(verb ? `没有子命令 ${verb} · no such subcommand: ${verb}` : '缺少子命令 · subcommand missing')
  } catch (error) {
    if (error instanceof UsageError || error instanceof TypeError) {
      io.err(`${error.message}\n${USAGE}`)
      return EXIT.usage
    }
    io.err(`${error instanceof AppError ? bothTexts(error.code, error.params) : problemOf(error as Error)}\n`)
    return EXIT.failed
  }
}

function problemOf(error: NodeJS.ErrnoException): string {
  if (error.code !== 'EEXIST') return error.message
  return `${error.path}: 已存在，不覆盖；请另选目录 · exists already and is never overwritten; name another directory`
}

async function makeRequest(argv: string[], io: Io): Promise<number> {
  const { values } = parsed(() => parseArgs({ args: argv, options: NEW_OPTIONS, strict: true }))
  const { out } = values
  if (!out) throw new UsageError('缺少 --out · --out is missing')
  const order = orderOf(values)
  const given = values['passphrase-file']
  const passphrase = given ? await passphraseFrom(given) : randomBytes(18).toString('base64url')
  const pkcs8 = generateKey(order.algorithm)
  const der = await makeCertificationRequest({
    subject: order.subject,
    sans: order.sans,
    extensions: wishedExtensions(order.wishes),
    signer: openSigner(pkcs8),
  })
  await mkdir(out, { recursive: true, mode: 0o700 })
  // `wx`: an earlier key is never overwritten, somebody may be waiting for its certificate.
  await writeFile(join(out, 'private-key.pem'), encryptPrivateKey(pkcs8, passphrase), { flag: 'wx', mode: 0o600 })
  pkcs8.fill(0)
  await writeFile(join(out, 'request.csr'), writePem('CERTIFICATE REQUEST', der), { flag: 'wx' })
  io.out(`申请文件 · request      ${join(out, 'request.csr')}\n`)
  io.out(`私钥（已加密）· key      ${join(out, 'private-key.pem')}\n`)
  if (!given) io.out(`口令，仅显示这一次 · passphrase, shown only now: ${passphrase}\n`)
  return EXIT.ok
}

type NewValues = ReturnType<typeof parseArgs<{ options: typeof NEW_OPTIONS }>>['values']

/** The same rules as the service's, with the field named in the words of the command line. */
function orderOf(values: NewValues) {
  const { alg, cn, san, profile, org, unit, locality, state, country } = values
  const read = CreateRequest.safeParse({
    algorithm: alg,
    commonName: cn,
    ...(san && { sans: san }),
    ...(profile && { profile }),
    organization: org,
    organizationalUnit: unit,
    locality,
    state,
    ...(country && { country }),
  })
  if (!read.success) {
    const [issue] = read.error.issues
    throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  return requestContents(read.data)
}

async function passphraseFrom(file: string): Promise<string> {
  const [line = ''] = (await readFile(file, 'utf8')).split(/\r?\n/)
  if (line.length < 8) throw new Error(`${file}: 口令至少 8 个字符 · a passphrase has at least 8 characters`)
  return line
}

async function inspect(argv: string[], io: Io): Promise<number> {
  const options = { json: { type: 'boolean' } } as const
  const { values, positionals } = parsed(() => parseArgs({ args: argv, options, allowPositionals: true, strict: true }))
  const [file] = positionals
  if (!file || positionals.length > 1) throw new UsageError('需要一个文件 · name one file')
  const { der: _, ...inspection } = await inspectRequest(nodePrimitives, await readFile(file))
  io.out(values.json ? `${JSON.stringify(inspection)}\n` : linesOf(inspection))
  return inspection.isIntact ? EXIT.ok : EXIT.failed
}

/** Which SM2 identifier the signature holds under: the CA asks. */
const IDENTIFIERS: Partial<Record<RequestInspection['provenUnder'], string>> = {
  'default-id': '（标识 1234567812345678 · under this identifier）',
  'empty-id': '（空标识 · under the empty identifier）',
}

function linesOf(inspection: Omit<RequestInspection, 'der'>): string {
  const { subject, sans, algorithm, keyBits, spkiSha256, isIntact, provenUnder, temporaryKey, findings } = inspection
  return [
    `主体 · subject          ${subject}`,
    `备用名称 · names         ${sans.join(', ') || '—'}`,
    `密钥 · key              ${algorithm} ${keyBits ?? ''}`,
    `公钥 SHA-256            ${spkiSha256}`,
    `签名 · signature        ${isIntact ? `有效 · holds${IDENTIFIERS[provenUnder] ?? ''}` : '无效 · does not hold'}`,
    ...(temporaryKey ? [`临时公钥 · second key    ${temporaryKey}`] : []),
    ...findings.map(({ code, params }) => `  ${code}: ${bothTexts(code, params)}`),
    '',
  ].join('\n')
}

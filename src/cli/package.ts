// `package`: the files a deployment target takes, from certificates and a key in files. The same builder and the same check as the
// service's. Works on its own: no database, no service, nothing fetched.

import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { type BuiltPackage, buildPackage } from '#adapters/packaging/build.node.ts'
import { guideFor } from '#adapters/packaging/packager.node.ts'
import { isEncryptionCertificate } from '#core/issuance/pair.ts'
import { isSameKey } from '#core/issuance/same-key.ts'
import { sortChain } from '#core/issuance/sort.ts'
import type { FoundKey } from '#core/keystores/contents.ts'
import type { KeylessFormat, PackageOrder } from '#core/packages/order.ts'
import { TARGETS, targetOf } from '#core/targets/catalogue.ts'
import { PACKAGE_FORMATS, type PackageFormat, type Target } from '#core/targets/target.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { hostNamesOf } from '#core/x509/host-names.ts'
import { generalNameText, nameText } from '#core/x509/names.ts'
import { AppError } from '#src/context.ts'
import { bothTexts } from './both-texts.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { contentsOf, passwordFrom, theOnly } from './key-files.ts'

const USAGE = `usage: zhengxun package CERT --for TARGET [--format FORMAT] [--version V] [--chain F]…
                [--key F [--key-password-file F]]… --out FILE [--password-file F]
targets: ${TARGETS.map(({ id }) => id).join(' ')}
formats: ${PACKAGE_FORMATS.join(' ')}
`

const OPTIONS = {
  for: { type: 'string' },
  format: { type: 'string' },
  version: { type: 'string', default: '' },
  chain: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  'key-password-file': { type: 'string' },
  out: { type: 'string' },
  'password-file': { type: 'string' },
} as const

export const runPackage: Command = async (argv, io) => {
  try {
    return await pack(argv, io)
  } catch (error) {
    if (error instanceof TypeError) {
      io.err(`${error.message}\n${USAGE}`)
      return EXIT.usage
    }
    io.err(`${error instanceof AppError ? bothTexts(error.code, error.params) : problemOf(error as Error)}\n`)
    return EXIT.failed
  }
}

function problemOf(error: NodeJS.ErrnoException): string {
  if (error.code !== 'EEXIST') return error.message
  return `${error.path}: 已存在，不覆盖 · exists already and is never overwritten`
}

async function pack(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true })
  const [file] = positionals
  const { out } = values
  const target = targetOf(values.for ?? '')
  if (!file || positionals.length > 1) throw new TypeError('需要一个证书文件 · name one certificate file')
  if (!target) throw new TypeError(`--for: 没有目标“${values.for ?? ''}” · no such target`)
  if (!out) throw new TypeError('缺少 --out · --out is missing')
  const passwords = await passwordFrom(values['key-password-file'])
  const given = await contentsOf([file, ...(values.chain ?? [])], passwords)
  const keys = await contentsOf(values.key ?? [], passwords)
  for (const name of values.key ?? []) theOnly(name, keys.keys, keys)
  const received = given.certificates.map(({ certificate }) => certificate)
  const leaf = leafAmong(file, received, keys.keys)
  const made = await buildPackage(
    await orderFor({
      target,
      format: formatOf(values.format, target, keys.keys),
      leaf,
      received,
      keys: keys.keys,
      password: (await passwordFrom(values['password-file']))[0],
    }),
    guideFor(target, leaf),
    values.version,
    nodePrimitives,
  )
  // `wx`: a package that holds a key is never written over another file.
  await writeFile(out, made.bytes, { flag: 'wx', mode: 0o600 })
  io.out(linesOf(out, made))
  return EXIT.ok
}

/** The certificate of the key; without a key the first one that is no authority's and no pair's second half. */
function leafAmong(file: string, received: readonly Certificate[], keys: readonly FoundKey[]): Certificate {
  const sites = received.filter((one) => !isEncryptionCertificate(one))
  const withKey = sites.filter((one) => keys.some(({ publicKey }) => isSameKey(publicKey, one.publicKeyInfo)))
  return theOnly(file, withKey.length > 0 ? withKey : sites)
}

function formatOf(
  text: string | undefined,
  { packageFormats, keyOrigin }: Target,
  keys: readonly FoundKey[],
): PackageFormat {
  if (text === undefined) {
    const [first] = packageFormats
    if (first) return first
    throw new TypeError('--format')
  }
  const format = PACKAGE_FORMATS.find((one) => one === text)
  if (!format) throw new TypeError(`--format: 没有“${text}”格式 · no such format`)
  if (keyOrigin === 'device' && keys.length > 0) throw new AppError('bad-input', 'package.device-key', { target: text })
  return format
}

interface Given {
  target: Target
  format: PackageFormat
  leaf: Certificate
  received: readonly Certificate[]
  keys: readonly FoundKey[]
  password: string | undefined
}

async function orderFor({ target, format, leaf, received, keys, password }: Given): Promise<PackageOrder> {
  const { chain, root } = await sortChain(leaf, received, [], nodePrimitives)
  if (chain.length === 1 && !root)
    throw new AppError('precondition', 'package.chain-incomplete', { issuer: nameText(leaf.issuer) })
  const encryption = received.find(isEncryptionCertificate)
  const [name = nameText(leaf.subject)] = hostNamesOf(leaf).map(generalNameText)
  const certificates = { leaf, intermediates: chain.slice(1), root, encryption }
  const common = { target, certificates, at: Date.now(), alias: name }
  const keyOf = (one: Certificate | undefined) =>
    one && keys.find(({ publicKey }) => isSameKey(publicKey, one.publicKeyInfo))?.key
  const key = keyOf(leaf)
  if (keys.length > 0 && !key) throw new AppError('bad-input', 'package.key-mismatch')
  // The builder asks at run time whether the format may be made without a key.
  if (!key) return { ...common, keyOrigin: 'device', format: format as KeylessFormat }
  return { ...common, keyOrigin: 'service', format, key, encryptionKey: keyOf(encryption), password }
}

function linesOf(out: string, { files, holdsPrivateKey, preflight }: BuiltPackage): string {
  return [
    `${out}  ${holdsPrivateKey ? '含私钥 · holds a private key' : '不含私钥 · holds no private key'}`,
    ...files.map(({ name, sha256 }) => `  ${name}  ${sha256}`),
    ...preflight.map(({ code, params }) => `${code}: ${bothTexts(code, params)}`),
    '',
  ].join('\n')
}

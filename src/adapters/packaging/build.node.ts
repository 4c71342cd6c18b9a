// Makes the package a target takes: certificates in its order and format, the key where it belongs, a guide with the way back. Nothing
// is handed out that does not pass its own check.

import { createHash } from 'node:crypto'
import { encryptPrivateKey } from '#adapters/keys/encrypted.node.ts'
import { asciiOctets } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { writePem } from '#core/bytes/pem.ts'
import type { SecretKey } from '#core/keystores/secret.ts'
import { certificateFiles, missingFor } from '#core/packages/certificate-files.ts'
import { type Guide, writeGuide } from '#core/packages/guide.ts'
import { fileStem, type PackagedFile, type PackageOrder, type ServiceOrder } from '#core/packages/order.ts'
import type { Primitives } from '#core/primitives.ts'
import { preflight } from '#core/targets/preflight.ts'
import { type Bilingual, KEY_IN_PACKAGE } from '#core/targets/target.ts'
import type { Finding } from '#core/verdict.ts'
import { digestOfSignature } from '#core/x509/algorithms.ts'
import { keyStrength } from '#core/x509/key.ts'
import { AppError } from '#src/context.ts'
import { zipWithoutDates } from '#src/undated-zip.ts'
import { writeJks } from './jks.node.ts'
import { type PfxFlavour, writePfx } from './pfx.node.ts'
import { belongsTo, problemOfPackage, README } from './self-check.node.ts'

export interface BuiltPackage {
  /** Of the ZIP. */
  name: string
  bytes: Uint8Array
  files: { name: string; sha256: string }[]
  holdsPrivateKey: boolean
  /** What the platform will refuse. */
  preflight: Finding[]
}

/** Short ones are guessed off line: whoever has the file has all the time. */
const MIN_PASSWORD = 8

/**
 * @param guide the recipe of the target, filled in
 * @param version of the platform as people write it; empty when nobody knows
 * @throws AppError `bad-input` with `package.…`
 */
export async function buildPackage(
  order: PackageOrder,
  guide: Guide,
  version: string,
  primitives: Primitives,
): Promise<BuiltPackage> {
  judgeOrder(order)
  const stem = fileStem(order.alias)
  const keyed = order.keyOrigin === 'service' ? keyFiles(order, stem) : []
  const files = [...keyed, ...certificateFiles(order.format, order.certificates, stem)].map(withDigest)
  const { leaf } = order.certificates
  const findings = preflightFor(order, version)
  const readme = writeGuide({
    guide,
    certificates: order.certificates,
    fingerprint: digestOf(leaf.raw),
    files,
    keyNote: keyNoteFor(order, stem),
    preflight: findings,
    at: order.at,
  })
  const bytes = packed([{ name: README, bytes: readme }, ...files])
  const listed = files.map(({ name, sha256 }) => ({ name, sha256 }))
  const names = listed.map(({ name }) => name)
  const problem = await problemOfPackage(bytes, names, order, primitives)
  if (problem !== undefined) throw new AppError('unavailable', 'package.self-check-failed', { problem })
  const name = `${stem}-${order.target.id}.zip`
  return { name, bytes, files: listed, holdsPrivateKey: keyed.length > 0, preflight: findings }
}

function preflightFor({ target, format, certificates: { leaf } }: PackageOrder, version: string): Finding[] {
  const strength = keyStrength(leaf)
  if (!strength) return []
  const digest = digestOfSignature(leaf.signatureAlgorithm)
  const facts = { keyFamily: strength.family, keyBits: strength.bits, digest, packageFormat: format }
  return preflight(target, version, facts)
}

function refuse(code: string, params: Record<string, string | number> = {}): never {
  throw new AppError('bad-input', `package.${code}`, params)
}

function judgeOrder(order: PackageOrder): void {
  const { target, format, certificates } = order
  const place = KEY_IN_PACKAGE[format]
  // The type says so already; a target and a format that came over the wire have to be asked again.
  if (order.keyOrigin === 'service' && target.keyOrigin === 'device') refuse('device-key', { target: target.title.zh })
  if (order.keyOrigin === 'device' && place === 'inside') refuse('device-key', { target: target.title.zh })
  if (!target.packageFormats.includes(format)) refuse('format-not-for-target', { target: target.title.zh, format })
  const missing = missingFor(format, certificates)
  if (missing) refuse(`${missing}-missing`, { format })
  if (order.keyOrigin === 'service') judgeKeys(order)
}

function judgeKeys({ format, certificates, key, encryptionKey, password }: ServiceOrder): void {
  if (!belongsTo(key, certificates.leaf.publicKeyInfo)) refuse('key-mismatch')
  if (format === 'tongsuo-dual') {
    const key = encryptionKey ?? refuse('encryption-key-missing')
    if (!belongsTo(key, certificates.encryption?.publicKeyInfo ?? new Uint8Array())) refuse('key-mismatch')
  }
  const isStore = format === 'pfx-modern' || format === 'pfx-legacy' || format === 'jks'
  const isShort = password === undefined ? isStore : password.length < MIN_PASSWORD
  if (isShort) refuse('password-missing', { format, min: MIN_PASSWORD })
  if (isStore && !/^[\x20-\x7e]*$/.test(password ?? '')) refuse('password-not-ascii')
}

function keyFiles(order: ServiceOrder, stem: string): PackagedFile[] {
  const { format, key, encryptionKey, password } = order
  if (KEY_IN_PACKAGE[format] === 'never') return []
  switch (format) {
    case 'pfx-modern':
    case 'pfx-legacy':
    case 'jks':
      return [storeFile(order, stem)]
    case 'pem-bundle-with-key':
      return [bundle(order, stem)]
    case 'tongsuo-dual':
      return [keyFile('sign', key, password), ...(encryptionKey ? [keyFile('enc', encryptionKey, password)] : [])]
    default:
      return [keyFile(stem, key, password)]
  }
}

const FLAVOURS: Readonly<Record<'pfx-modern' | 'pfx-legacy', PfxFlavour>> = {
  'pfx-modern': 'modern',
  'pfx-legacy': 'legacy',
}

function storeFile({ format, key, certificates, password = '', at }: ServiceOrder, stem: string): PackagedFile {
  const ders = [certificates.leaf, ...certificates.intermediates].map(({ raw }) => raw)
  const about = { zh: '私钥、站点证书和中间证书', en: 'private key, site certificate and intermediates' }
  return key.use((pkcs8) => {
    const contents = { key: pkcs8, certificates: ders, alias: stem, password }
    if (format === 'jks') return { name: `${stem}.jks`, bytes: writeJks({ ...contents, at }), about }
    const flavour = FLAVOURS[format === 'pfx-legacy' ? 'pfx-legacy' : 'pfx-modern']
    return { name: `${stem}.pfx`, bytes: writePfx(contents, flavour), about }
  })
}

/** HAProxy reads certificate, chain and key from one file, and cannot ask for a password. */
function bundle({ key, certificates }: ServiceOrder, stem: string): PackagedFile {
  const chain = [certificates.leaf, ...certificates.intermediates].map(({ raw }) => writePem('CERTIFICATE', raw))
  const bytes = concatBytes(
    asciiOctets(chain.join('')),
    key.use((pkcs8) => asciiOctets(writePem('PRIVATE KEY', pkcs8))),
  )
  return {
    name: `${stem}.pem`,
    bytes,
    about: { zh: '站点证书、中间证书和私钥', en: 'site certificate, intermediates and key' },
  }
}

function keyFile(name: string, key: SecretKey, password: string | undefined): PackagedFile {
  if (password === undefined) {
    const bytes = key.use((pkcs8) => asciiOctets(writePem('PRIVATE KEY', pkcs8)))
    return { name: `${name}.key`, bytes, about: { zh: '私钥（未加密）', en: 'the private key, not encrypted' } }
  }
  const bytes = asciiOctets(key.use((pkcs8) => encryptPrivateKey(pkcs8, password)))
  return { name: `${name}.encrypted.key`, bytes, about: { zh: '私钥（已加密）', en: 'the private key, encrypted' } }
}

function keyNoteFor(order: PackageOrder, stem: string): Bilingual {
  if (order.keyOrigin === 'device')
    return {
      zh: '私钥在设备上生成，从未离开设备；本安装包不含私钥。',
      en: 'The private key was born on the device and never left it; this package holds none.',
    }
  if (KEY_IN_PACKAGE[order.format] === 'never')
    return { zh: '本安装包不含私钥。', en: 'This package holds no private key.' }
  const secret = {
    zh: '本安装包含有私钥：按密钥管理规定传递，安装后删除副本。',
    en: 'This package holds a private key: pass it on as a key, and delete the copies once it is installed.',
  }
  if (KEY_IN_PACKAGE[order.format] !== 'beside' || order.password === undefined) return secret
  const names = order.format === 'tongsuo-dual' ? ['sign', 'enc'] : [stem]
  const commands = names.map((name) => `openssl pkey -in ${name}.encrypted.key -out ${name}.key`).join('\n    ')
  return {
    zh: `${secret.zh}\n  私钥已用打包口令加密，使用前先解开（umask 077）：\n    ${commands}`,
    en: `${secret.en}\n  The key is encrypted under the password of the package; open it first (umask 077):\n    ${commands}`,
  }
}

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function withDigest(file: PackagedFile): PackagedFile & { sha256: string } {
  return { ...file, sha256: digestOf(file.bytes) }
}

/** The moment of packing stands in the guide. */
function packed(files: readonly { name: string; bytes: Uint8Array }[]): Uint8Array {
  return zipWithoutDates(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])))
}

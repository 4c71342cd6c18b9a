// `npm run fixtures`: rebuilds ca-fixtures/built from ca-fixtures/pki.yml. With `--check`: writes nothing, fails on drift of meaning.
// Meaning is what is signed: ECDSA and SM2 signatures differ at every run, so a file stays as long as its signed part does.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateKey } from '#adapters/keys/signer.ts'
import { type BuiltFamily, buildPki, type KeySource } from '#adapters/pkijs/declared/build.ts'
import { readDeclaration } from '#adapters/pkijs/declared/declaration.ts'
import { hash } from '#adapters/pkijs/signed-data.ts'
import { bytesOf, childrenOf, contentsOf, type Der, readDer } from '#core/asn1/der.ts'
import { concatBytes, equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readPem, writePem } from '#core/bytes/pem.ts'

const HOME = fileURLToPath(new URL('../ca-fixtures', import.meta.url))
const BUILT = join(HOME, 'built')
const isCheck = process.argv.includes('--check')
const drift: string[] = []
const wanted = new Set<string>()

/** PEM label by kind; the kinds without one are kept as DER, as they travel. */
const LABELS: Record<string, string> = { certificates: 'CERTIFICATE', crls: 'X509 CRL' }

function fileOf(path: string): string {
  const kind = path.split('/')[1] ?? ''
  return join(BUILT, `${path}.${LABELS[kind] ? 'pem' : 'der'}`)
}

function read(path: string): Uint8Array | undefined {
  const file = fileOf(path)
  if (!existsSync(file)) return undefined
  const bytes = new Uint8Array(readFileSync(file))
  return file.endsWith('.pem') ? readPem(new TextDecoder().decode(bytes))[0]?.bytes : bytes
}

/** Writes the file, or notes that it would have to be written. */
function keep(file: string, contents: Uint8Array | string): void {
  wanted.add(file)
  const bytes = Buffer.from(contents)
  if (existsSync(file) && readFileSync(file).equals(bytes)) return
  drift.push(relative(HOME, file))
  if (isCheck) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
}

const keys: KeySource = (name, algorithm) => {
  const file = join(BUILT, 'keys', `${name}.pem`)
  wanted.add(file)
  const block = existsSync(file) ? readPem(readFileSync(file, 'utf8'))[0] : undefined
  if (block) return block.bytes
  const made = generateKey(algorithm)
  keep(
    file,
    `TEST ONLY - this private key is public; trust nothing that hangs on it.\n${writePem('PRIVATE KEY', made)}`,
  )
  return made
}

function children(der: Uint8Array | Der): Der[] {
  const root = der instanceof Uint8Array ? readDer(der) : ({ ok: true, value: der } as const)
  const inner = root.ok ? childrenOf(root.value) : root
  if (!inner.ok) throw new Error(inner.error.code)
  return inner.value
}

/** What the signature of an object is over, together with the algorithm it is said to be made by. */
function signedPart(path: string, der: Uint8Array): Uint8Array {
  const at = (parts: Der[], index: number) => parts[index] as Der
  if (path.includes('/timestamps/')) {
    const signedData = children(at(children(at(children(der), 1)), 0))
    const signerInfo = children(at(children(at(signedData, signedData.length - 1)), 0))
    return concatBytes(bytesOf(at(signedData, 2)), bytesOf(at(signerInfo, 3)))
  }
  const basic = () => children(at(children(at(children(der), 1)), 0))
  const signed = path.includes('/ocsp/') ? children(contentsOf(at(basic(), 1))) : children(der)
  return concatBytes(bytesOf(at(signed, 0)), bytesOf(at(signed, 1)))
}

function settle(path: string, made: Uint8Array): Uint8Array {
  const earlier = read(path)
  const settled = earlier && equalBytes(signedPart(path, earlier), signedPart(path, made)) ? earlier : made
  const label = LABELS[path.split('/')[1] ?? '']
  keep(fileOf(path), label ? writePem(label, settled) : settled)
  return settled
}

function indexOf(families: BuiltFamily[]): string {
  const sha256 = (bytes: Uint8Array) => toHex(hash('sha256', bytes))
  const index = families.map(({ family, at, certificates }) => ({
    family,
    at: new Date(at).toISOString(),
    certificates: [...certificates].map(([label, { entry, der, issuers }]) => ({
      label,
      file: `${family}/certificates/${label}.pem`,
      key: `keys/${family}/${entry.key}.pem`,
      issuers,
      sha256: sha256(der),
      signedPart: sha256(signedPart(`${family}/certificates/${label}`, der)),
      expect: entry.expect,
      ...(entry.because && { because: entry.because, clause: entry.clause }),
    })),
  }))
  return `${JSON.stringify(index, null, 1)}\n`
}

function removeLeftovers(): void {
  if (!existsSync(BUILT)) return
  for (const entry of readdirSync(BUILT, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isFile() || wanted.has(file)) continue
    drift.push(`${relative(HOME, file)} (no longer declared)`)
    if (!isCheck) rmSync(file)
  }
}

const declaration = readDeclaration(readFileSync(join(HOME, 'pki.yml'), 'utf8'))
const families = await buildPki({ declaration, keys, settle })
keep(join(BUILT, 'index.json'), indexOf(families))
removeLeftovers()
console.log(`fixtures: ${wanted.size} files, ${drift.length} ${isCheck ? 'drifted' : 'written'}`)
for (const file of drift.slice(0, 20)) console.log(`  ${file}`)
if (isCheck && drift.length > 0) process.exit(1)

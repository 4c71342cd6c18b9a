// What `openssl` says of a corpus case: the command line that comes nearest to what the case asks, one process at a time.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Case } from '#cli/cases/case.ts'
import { pathOptionsOf } from '#cli/cases/path.ts'
import { OID } from '#core/asn1/oids.ts'
import { heldOctets } from '#core/bytes/octets.ts'
import { writePem } from '#core/bytes/pem.ts'
import { readSmime } from '#core/cms/mime.ts'
import { outerContentType } from '#core/cms/signed-data.ts'
import { formatOf, unarmoured } from '#core/formats.ts'
import { readTimestampResponse } from '#core/tsp/token.ts'
import type { NamedBytes } from '#core/verify.ts'
import type { VerifierRequest } from '#src/ports.ts'

export interface Opinion {
  outcome: 'accepts' | 'refuses' | 'cannot'
  /** Its last error, shortened to what names the reason. */
  error: string
}

const LIMIT_MS = 10_000

/** `undefined`: OpenSSL has no command for the question. */
export function askOpenssl(one: Case, request: VerifierRequest): Opinion | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-openssl-'))
  try {
    const command = commandFor(one, request, folder)
    return command && run(command)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const hasOpenssl = (): boolean => spawnSync('openssl', ['version'], { timeout: LIMIT_MS }).status === 0

function run(command: readonly string[]): Opinion {
  const { status, stderr, stdout } = spawnSync('openssl', command, { timeout: LIMIT_MS, encoding: 'utf8' })
  const said = `${stderr}\n${stdout}`
  // `openssl ocsp` ends well whatever it found.
  const isGood = command[0] === 'ocsp' ? said.includes('Response verify OK') : status === 0
  if (isGood) return { outcome: 'accepts', error: '' }
  const error = errorIn(said)
  return { outcome: CANNOT.test(said) ? 'cannot' : 'refuses', error }
}

/** It did not come to judge: the form, the content type, the algorithm or the content are beyond it. */
const CANNOT = new RegExp(
  [
    'Error reading|unable to load|Could not (?:read|open|find)|bad input format|Unable to load',
    'unsupported content type|no content(?!.type)|content type not|unsupported (?:algorithm|option)|unknown (?:digest|message|signature)',
    'wrong tag|header too long|nested asn1|not implemented|unsupported or invalid name|bad pkcs7 type',
  ].join('|'),
)

function errorIn(said: string): string {
  const verify =
    said.match(/error \d+ at \d+ depth lookup: ([^\n]+)/)?.[1] ?? said.match(/Verify error: ?([^\n]+)/)?.[1]
  if (verify) return verify.trim()
  const lines = said.split('\n').filter((line) => /:error:|error:/i.test(line))
  const last = lines.at(-1) ?? said.trim().split('\n').at(-1) ?? ''
  const parts = last.split(':')
  return (parts.length > 5 ? (parts[5] ?? last) : last).trim().slice(0, 80)
}

function commandFor(one: Case, request: VerifierRequest, folder: string): string[] | undefined {
  const files = new Files(folder)
  switch (one.kind) {
    case 'certificate-path':
      return pathCommand(one, request, files)
    case 'cms':
      return messageCommand(request, files)
    case 'timestamp':
      return timestampCommand(request, files)
    case 'ocsp':
      return ocspCommand(one, request, files)
    default:
      return undefined
  }
}

class Files {
  private readonly folder: string
  private count = 0

  constructor(folder: string) {
    this.folder = folder
  }

  write(bytes: Uint8Array | string): string {
    const path = join(this.folder, String(this.count++))
    writeFileSync(path, bytes)
    return path
  }

  /** One PEM file of all the objects; `undefined` when there are none. */
  pem(label: string, given: readonly NamedBytes[], more: readonly Uint8Array[] = []): string | undefined {
    const objects = [...more, ...given.flatMap((file) => unarmoured(file.bytes))]
    return objects.length === 0 ? undefined : this.write(objects.map((one) => writePem(label, one)).join(''))
  }
}

const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value])
const seconds = (instant: number) => String(Math.floor(instant / 1000))
const NO_STORE = ['-no-CAfile', '-no-CApath', '-no-CAstore']

function trustOptions(request: VerifierRequest, files: Files): string[] {
  const anchors = files.pem('CERTIFICATE', request.anchors)
  return [...(anchors ? ['-CAfile', anchors, '-no-CApath', '-no-CAstore'] : NO_STORE)]
}

const PURPOSES: Readonly<Record<string, string>> = {
  serverAuth: 'sslserver',
  clientAuth: 'sslclient',
  emailProtection: 'smimesign',
  codeSigning: 'codesign',
  timeStamping: 'timestampsign',
}

function pathCommand(one: Case, request: VerifierRequest, files: Files): string[] | undefined {
  const [target, ...others] = unarmoured(request.object.bytes)
  if (!target) return undefined
  const own = (one as { opensslOptions?: string[] }).opensslOptions ?? []
  const untrusted = files.pem('CERTIFICATE', request.intermediates, others)
  const crls = files.pem('X509 CRL', request.crls)
  const isTheirs = one.set === 'openssl-verify'
  const anchors = isTheirs ? theirAnchors(request, files) : trustOptions(request, files)
  return [
    'verify',
    ...anchors,
    ...option('-untrusted', untrusted),
    ...(isTheirs
      ? [...own, ...option('-purpose', (one as { purpose?: string }).purpose)]
      : wantedOptions(one, request)),
    ...(own.includes('-attime') || own.includes('-no_check_time') ? [] : ['-attime', seconds(request.at)]),
    ...(crls ? ['-CRLfile', crls, '-crl_check_all', '-extended_crl', '-use_deltas'] : []),
    files.write(writePem('CERTIFICATE', target)),
  ]
}

/** Their trust settings stand behind the certificate and must not be taken off. */
function theirAnchors(request: VerifierRequest, files: Files): string[] {
  const texts = request.anchors.map((file) => Buffer.from(file.bytes).toString('latin1'))
  return texts.length === 0 ? NO_STORE : ['-trusted', files.write(texts.join('\n'))]
}

function wantedOptions(one: Case, request: VerifierRequest): string[] {
  const { purpose, hostNames = [], mailboxes = [], ...policies } = pathOptionsOf(one)
  const isAddress = (host: string) => /^[\d.]+$|:/.test(host)
  return [
    '-partial_chain',
    ...option('-purpose', purpose && PURPOSES[purpose]),
    ...hostNames.flatMap((host) => [isAddress(host) ? '-verify_ip' : '-verify_hostname', host]),
    ...mailboxes.flatMap((mailbox) => ['-verify_email', mailbox]),
    ...(policies.initialPolicies ?? []).flatMap((policy) => ['-policy', policy]),
    ...(policies.requireExplicitPolicy ? ['-explicit_policy'] : []),
    ...(policies.inhibitPolicyMapping ? ['-inhibit_map'] : []),
    ...(policies.inhibitAnyPolicy ? ['-inhibit_any'] : []),
    // Without any -policy its set of acceptable ones is empty, not everything.
    ...(one.set === 'pkits' && !policies.initialPolicies ? ['-policy', '2.5.29.32.0'] : []),
    ...(policies.maxDepth === undefined ? [] : ['-verify_depth', String(policies.maxDepth)]),
    ...(one.set === 'sm2' || one.set === 'gm' ? ['-vfyopt', 'distid:1234567812345678'] : []),
    ...(request.requireRevocation && request.crls.length === 0 ? ['-crl_check_all'] : []),
  ]
}

function messageCommand(request: VerifierRequest, files: Files): string[] | undefined {
  const first = unarmoured(request.object.bytes)[0] ?? request.object.bytes
  if (outerContentType(first) === OID.gmSignedData) return undefined
  const mail = formatOf(first) === 'smime' ? readSmime(first) : undefined
  const content = mail?.content ?? heldContent(request)
  const hasAnchors = request.anchors.length > 0
  return [
    'cms',
    '-verify',
    '-binary',
    '-inform',
    'DER',
    '-in',
    files.write(mail?.signature ?? first),
    ...option('-content', content && files.write(content)),
    ...option('-certfile', files.pem('CERTIFICATE', [...request.intermediates, ...request.anchors])),
    ...(hasAnchors ? [...trustOptions(request, files), '-purpose', 'any', '-partial_chain'] : ['-noverify']),
    '-attime',
    seconds(request.at),
    '-out',
    '/dev/null',
  ]
}

function heldContent({ content }: VerifierRequest): Uint8Array | undefined {
  return content && 'bytes' in content ? heldOctets(content.bytes) : undefined
}

function timestampCommand(request: VerifierRequest, files: Files): string[] | undefined {
  const file = unarmoured(request.object.bytes)[0] ?? request.object.bytes
  const response = readTimestampResponse(file)
  const content = heldContent(request)
  const query = request.query && unarmoured(request.query.bytes)[0]
  if (!content && !query) return undefined
  return [
    'ts',
    '-verify',
    ...(response.ok ? [] : ['-token_in']),
    '-in',
    files.write(file),
    ...(query ? ['-queryfile', files.write(query)] : ['-data', files.write(content ?? new Uint8Array())]),
    ...option('-CAfile', files.pem('CERTIFICATE', request.tsaAnchors ?? request.anchors)),
    ...option('-untrusted', files.pem('CERTIFICATE', request.intermediates)),
    '-partial_chain',
    '-attime',
    seconds(request.at),
  ]
}

function ocspCommand(_: Case, request: VerifierRequest, files: Files): string[] {
  const file = unarmoured(request.object.bytes)[0] ?? request.object.bytes
  return [
    'ocsp',
    '-respin',
    files.write(file),
    '-partial_chain',
    ...trustOptions(request, files),
    ...option('-verify_other', files.pem('CERTIFICATE', request.intermediates)),
    '-attime',
    seconds(request.at),
  ]
}

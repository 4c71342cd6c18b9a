// What a JWS signs: the payload inside, content supplied beside it, or the files its `sigD` names (RFC 7515 §5.2, appendix F;
// RFC 7797 §3; TS 119 182-1 §5.2.8, clause unverified).

import { utf8Octets } from '../../asn1/write.ts'
import { fromBase64Url, toBase64Url } from '../../bytes/base64.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import { type ByteSource, joinedOctets, type Octets, piecesOf, sameOctets } from '../../bytes/octets.ts'
import { arrayMember, isJsonObject, type Json, memberOf, textMember } from '../../bytes/strict-json.ts'
import { comparedDigests } from '../../cms/evidence.ts'
import { fatal, note, unknown } from '../../finding.ts'
import type { DigestAlgorithm, Primitives } from '../../primitives.ts'
import type { Evidence, Finding } from '../../verdict.ts'
import { digestNamed } from './algorithms.ts'
import { type Header, listed } from './header.ts'

export interface Supplied {
  content?: Octets
  /** Files by name. */
  detached: readonly { name: string; bytes: Uint8Array }[]
}

export interface Payload {
  /** What is signed behind the header and its dot; absent when it is not at hand. */
  signed?: Octets
  /** What timestamps over the signed data are made for; absent when it is not at hand. */
  data?: Octets
  findings: Finding[]
  evidence?: Evidence
}

const CLAUSE = 'RFC 7515 §5.2'
const SIGD_CLAUSE = 'TS 119 182-1 §5.2.8 (clause unverified)'
const BY_URI = 'http://uri.etsi.org/19182/ObjectIdByURI'
const BY_URI_HASH = 'http://uri.etsi.org/19182/ObjectIdByURIHash'
const HTTP_HEADERS = 'http://uri.etsi.org/19182/HttpHeaders'
/** Each named file costs a digest. */
const MAX_FILES = 1000

export async function resolvePayload(
  payload: string | undefined,
  header: Header,
  supplied: Supplied,
  primitives: Primitives,
): Promise<Payload> {
  const sigD = memberOf(header.members, 'sigD')
  if (sigD === undefined) return inside(payload, header, supplied)
  const named = await namedFiles(sigD, header, supplied, primitives)
  if (!payload) return named
  const both = fatal('jws.payload-and-sigd', SIGD_CLAUSE, 'FORMAT_FAILURE')
  return { ...named, signed: utf8Octets(payload), findings: [both, ...named.findings] }
}

function inside(payload: string | undefined, header: Header, supplied: Supplied): Payload {
  const given = supplied.content ?? (supplied.detached.length === 1 ? supplied.detached[0]?.bytes : undefined)
  if (!payload) return given ? { ...asSigned(given, header), findings: [] } : withoutContent(payload)
  const octets = header.isUnencoded ? utf8Octets(payload) : fromBase64Url(payload)
  if (!octets) return { findings: [fatal('jws.payload-base64url', 'RFC 7515 §5.2', 'FORMAT_FAILURE')] }
  const signed = asSigned(octets, header)
  if (!given) return { ...signed, findings: supplied.detached.map(({ name }) => notNamed(name)) }
  const isSame = sameOctets(octets, given)
  const finding = isSame
    ? note('cms.content-given-twice', CLAUSE)
    : fatal('cms.content-differs', CLAUSE, 'HASH_FAILURE')
  return { ...signed, findings: [finding] }
}

/** An empty payload may be all there is, or stand for content that was not supplied: only the signature can tell. */
function withoutContent(payload: string | undefined): Payload {
  const missing = unknown('jws.content-missing', 'RFC 7515 appendix F', 'SIGNED_DATA_NOT_FOUND')
  return payload === undefined ? { findings: [missing] } : { signed: new Uint8Array(), findings: [missing] }
}

function asSigned(octets: Octets, { isUnencoded }: Header): Required<Pick<Payload, 'signed' | 'data'>> {
  const signed = isUnencoded ? octets : base64UrlOf(octets)
  return { signed, data: signed }
}

/** The base64url text of octets, made while it is read. */
function base64UrlOf(octets: Octets): ByteSource {
  return {
    length: Math.ceil((octets.length * 4) / 3),
    *pieces() {
      let rest = new Uint8Array()
      for (const piece of piecesOf(octets)) {
        const joined = new Uint8Array(rest.length + piece.length)
        joined.set(rest)
        joined.set(piece, rest.length)
        const whole = joined.length - (joined.length % 3)
        rest = joined.slice(whole)
        for (let at = 0; at < whole; at += 48_000)
          yield textOctets(toBase64Url(joined.subarray(at, Math.min(at + 48_000, whole))))
      }
      yield textOctets(toBase64Url(rest))
    },
  }
}

function textOctets(text: string): Uint8Array {
  const octets = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at)
  return octets
}

interface NamedFile {
  uri: string
  /** Files supplied under that name. */
  candidates: readonly Uint8Array[]
}

async function namedFiles(sigD: Json, header: Header, supplied: Supplied, primitives: Primitives): Promise<Payload> {
  const mechanism = textMember(sigD, 'mId') ?? ''
  if (mechanism === HTTP_HEADERS) return refused('jws.sigd-http-headers', {})
  if (mechanism !== BY_URI && mechanism !== BY_URI_HASH) {
    return refused('jws.sigd-mechanism', { mechanism: mechanism.slice(0, 100) })
  }
  const uris = arrayMember(sigD, 'pars')
  const isNamed = uris.every((one) => typeof one === 'string') && uris.length > 0 && uris.length <= MAX_FILES
  if (!isJsonObject(sigD) || !isNamed || new Set(uris).size < uris.length) return malformedSigD()
  const available = filesOf(supplied)
  const files = uris.map((uri): NamedFile => candidatesFor(String(uri), available, uris.length))
  const strangers = available.filter(({ bytes }) => !files.some(({ candidates }) => candidates.includes(bytes)))
  const extra = strangers.map(({ name }) => notNamed(name))
  const judged =
    mechanism === BY_URI ? joinedFiles(files, header) : await hashedFiles(sigD, files, header, available, primitives)
  return { ...judged, findings: [...judged.findings, ...extra] }
}

function notNamed(name: string): Finding {
  return unknown('jws.detached-not-named', SIGD_CLAUSE, 'SIGNED_DATA_NOT_FOUND', { name })
}

function refused(code: string, params: Record<string, string>): Payload {
  return { findings: [unknown(code, SIGD_CLAUSE, 'SIGNED_DATA_NOT_FOUND', params)] }
}

function malformedSigD(): Payload {
  return { findings: [fatal('jws.sigd-malformed', SIGD_CLAUSE, 'FORMAT_FAILURE')] }
}

interface AvailableFile {
  name: string
  bytes: Uint8Array
}

/** Content supplied without a name can be any of the files; only what is held can be one of several. */
function filesOf({ content, detached }: Supplied): AvailableFile[] {
  const held = content instanceof Uint8Array && !detached.some(({ bytes }) => equalBytes(bytes, content))
  return [...detached, ...(held ? [{ name: '', bytes: content }] : [])]
}

/** By the whole name, then by the last part of it; a single file for a single name may have been renamed. */
function candidatesFor(uri: string, files: readonly AvailableFile[], count: number): NamedFile {
  const plain = decoded(uri)
  const exact = files.filter(({ name }) => name === uri || name === plain)
  const byEnd = files.filter(({ name }) => lastPart(name) !== '' && lastPart(name) === lastPart(plain))
  const only = count === 1 && files.length === 1 ? files : []
  const found = [exact, byEnd, only].find((some) => some.length > 0) ?? []
  return { uri, candidates: found.map(({ bytes }) => bytes) }
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** The files one after the other, each encoded for itself unless `b64` is false, are the payload. */
function joinedFiles(files: readonly NamedFile[], header: Header): Payload {
  const used = new Set<Uint8Array>()
  const octets = files.map(({ candidates }) => {
    const file = candidates.find((one) => !used.has(one))
    if (file) used.add(file)
    return file
  })
  const missing = files.filter((_, index) => !octets[index]).map(({ uri }) => uri)
  if (missing.length > 0) return { findings: [missingFiles(missing)] }
  const signed = joinedFilesOctets(
    octets.flatMap((one) => one ?? []),
    header,
  )
  return { signed, data: signed, findings: [] }
}

function joinedFilesOctets(files: readonly Uint8Array[], { isUnencoded }: Header): Octets {
  return joinedOctets(...files.map((one) => (isUnencoded ? one : base64UrlOf(one))))
}

function missingFiles(uris: readonly string[]): Finding {
  const params = { names: listed(uris) }
  return unknown('jws.detached-missing', SIGD_CLAUSE, 'SIGNED_DATA_NOT_FOUND', params)
}

/** The digests of the files stand in the protected header; the payload itself is empty. */
async function hashedFiles(
  sigD: Json,
  files: readonly NamedFile[],
  header: Header,
  available: readonly AvailableFile[],
  primitives: Primitives,
): Promise<Payload> {
  const signed = new Uint8Array()
  const name = textMember(sigD, 'hashM') ?? ''
  const hashes = arrayMember(sigD, 'hashV').map((one) => (typeof one === 'string' ? fromBase64Url(one) : undefined))
  if (hashes.length !== files.length || hashes.includes(undefined)) return { ...malformedSigD(), signed }
  const digest = digestNamed(name)
  if (!digest) {
    const params = { name: name.slice(0, 100) }
    return { signed, findings: [unknown('jws.sigd-digest', SIGD_CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', params)] }
  }
  const found: Uint8Array[] = []
  const missing: string[] = []
  const findings: Finding[] = []
  let evidence: Evidence | undefined
  for (const [index, { uri, candidates }] of files.entries()) {
    const hash = hashes[index] ?? new Uint8Array()
    const pool = candidates.length > 0 ? candidates : available.map(({ bytes }) => bytes)
    const match = await fileWith(hash, pool, digest, primitives)
    const [first] = candidates
    if (match) found.push(match)
    else if (first) findings.push(fatal('jws.detached-digest', SIGD_CLAUSE, 'HASH_FAILURE', { name: listed([uri]) }))
    else missing.push(uri)
    const computed = match
      ? hash
      : first && (await primitives.digest(digest, header.isUnencoded ? first : base64UrlOf(first)))
    evidence ??= comparedDigests(digest, hash, computed)
  }
  if (missing.length > 0) findings.push(missingFiles(missing))
  const isWhole = found.length === files.length
  return { signed, findings, ...(isWhole && { data: joinedFilesOctets(found, header) }), ...(evidence && { evidence }) }
}

/**
 * The file with this digest. The digest is that of its base64url text where the payload would be encoded (clause unverified);
 * of the octets themselves otherwise, and so too with writers who did not read that far: both bind the file.
 */
async function fileWith(
  hash: Uint8Array,
  files: readonly Uint8Array[],
  digest: DigestAlgorithm,
  primitives: Primitives,
): Promise<Uint8Array | undefined> {
  for (const file of files) {
    for (const reading of [base64UrlOf(file), file]) {
      if (equalBytes(await primitives.digest(digest, reading), hash)) return file
    }
  }
  return undefined
}

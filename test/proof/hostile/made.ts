// Structures no honest writer makes, in the sizes an attacker would choose. Built by concatenation: a spread of a hundred thousand
// arguments is itself an attack on the caller.

import { randomBytes } from 'node:crypto'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { runVerification } from '#adapters/parsing/engine.ts'
import { derHeader } from '#core/asn1/ber.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import type { Format } from '#core/formats.ts'
import type { ReportJson } from '#core/verification-report.ts'
import { extension, NOW, nameOf, YEAR_MS } from '../../core/x509/authority.ts'

export const LIMIT_MS = 2000

export function wrap(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  return wrapAll(tag, contents)
}

export function wrapAll(tag: number, contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, one) => sum + one.length, 0)
  return new Uint8Array(Buffer.concat([derHeader(tag, length), ...contents]))
}

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

export interface CertificateFields {
  subject?: string
  issuer?: string
  serial?: number
  publicKeyInfo: Uint8Array
  extensions?: readonly Uint8Array[]
  signature?: Uint8Array
}

const ECDSA = write.sequence(write.oid(OID.ecdsaWithSha256))

/** Well-formed, signed by nobody. */
export function unsignedCertificate(fields: CertificateFields): Uint8Array {
  const { subject = 'CN=hostile', issuer = subject, serial = 1, publicKeyInfo, extensions = [] } = fields
  const tbs = wrap(
    0x30,
    write.explicit(0, write.integer(2)),
    write.integer(serial),
    ECDSA,
    nameOf(issuer),
    write.sequence(write.time(NOW - YEAR_MS), write.time(NOW + YEAR_MS)),
    nameOf(subject),
    publicKeyInfo,
    ...(extensions.length === 0 ? [] : [wrap(0xa3, wrapAll(0x30, extensions))]),
  )
  const signature = fields.signature ?? write.sequence(write.integer(randomBytes(32)), write.integer(randomBytes(32)))
  return wrap(0x30, tbs, ECDSA, write.bitString(signature))
}

export { extension }

export interface SignedDataFields {
  digestAlgorithms?: Uint8Array
  content?: Uint8Array
  certificates?: readonly Uint8Array[]
  revocation?: readonly Uint8Array[]
  signers: readonly Uint8Array[]
}

const SHA256 = write.sequence(write.oid(OID.sha256))

export function signedData(fields: SignedDataFields): Uint8Array {
  const { content = Uint8Array.of(1), certificates = [], revocation = [], signers } = fields
  const inner = write.sequence(write.oid(OID.data), write.explicit(0, write.octetString(content)))
  const data = wrap(
    0x30,
    write.integer(1),
    fields.digestAlgorithms ?? wrap(0x31, SHA256),
    inner,
    ...(certificates.length === 0 ? [] : [wrapAll(0xa0, certificates)]),
    ...(revocation.length === 0 ? [] : [wrapAll(0xa1, revocation)]),
    wrapAll(0x31, signers),
  )
  return wrap(0x30, write.oid(OID.signedData), wrap(0xa0, data))
}

export interface SignerFields {
  issuer?: string
  serial?: number
  signedAttributes?: readonly Uint8Array[]
  unsignedAttributes?: readonly Uint8Array[]
  signature?: Uint8Array
}

export function signerInfo(fields: SignerFields = {}): Uint8Array {
  const { issuer = 'CN=hostile', serial = 1, signedAttributes, unsignedAttributes, signature } = fields
  return wrap(
    0x30,
    write.integer(1),
    write.sequence(nameOf(issuer), write.integer(serial)),
    SHA256,
    ...(signedAttributes ? [wrapAll(0xa0, signedAttributes)] : []),
    ECDSA,
    write.octetString(signature ?? write.sequence(write.integer(5), write.integer(7))),
    ...(unsignedAttributes ? [wrapAll(0xa1, unsignedAttributes)] : []),
  )
}

export function attribute(oid: string, values: readonly Uint8Array[]): Uint8Array {
  return wrap(0x30, write.oid(oid), wrapAll(0x31, values))
}

export interface Material {
  anchors?: readonly Uint8Array[]
  intermediates?: readonly Uint8Array[]
  crls?: readonly Uint8Array[]
  ocsps?: readonly Uint8Array[]
  content?: Uint8Array
}

export interface Timed {
  report: ReportJson
  cpuMs: number
  codes: string[]
}

/** One judgement by the code a verification runs, with the processor time it took. */
export async function judged(bytes: Uint8Array, format: Format | 'auto', material: Material = {}): Promise<Timed> {
  const named = (files: readonly Uint8Array[] = []) => files.map((one, index) => ({ name: `${index}`, bytes: one }))
  const before = process.cpuUsage()
  const report = await runVerification(
    {
      object: { name: 'hostile', bytes },
      format,
      anchors: named(material.anchors),
      intermediates: named(material.intermediates),
      crls: named(material.crls),
      ocsps: named(material.ocsps),
      ...(material.content && { content: { name: 'content', bytes: material.content } }),
      at: NOW,
      requireRevocation: false,
      crossCheck: false,
    },
    nodePrimitives,
    async () => undefined,
  )
  const { user, system } = process.cpuUsage(before)
  const steps = [...report.steps, ...report.signers.flatMap((signer) => signer.steps)]
  const codes = steps.flatMap((one) => one.findings.map((finding) => finding.code))
  return { report, cpuMs: (user + system) / 1000, codes: [...new Set(codes)] }
}

// Certificates and revocation evidence carried inside a SignedData: in its own fields (RFC 5652 §5.1, RFC 5940 §2) and in the
// certificate-values and revocation-values attributes (RFC 5126 §6.3.3, §6.3.4). Evidence only: nothing here is trusted.

import { bytesOf, contextTag, type Der, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOctetString } from '../asn1/values.ts'
import { enumerated, explicit, octetString, oid, sequence } from '../asn1/write.ts'
import { crlOf, ocspResponseOf } from '../revocation/parsed.ts'
import type { EmbeddedMaterial } from '../trust.ts'
import type { Certificate } from '../x509/certificate.ts'
import { parseCertificate } from '../x509/parse.ts'
import { attributesOf } from './attributes.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'

/** What the message and one of its signers carry. What cannot be read is left out: nobody asked for it to be there. */
export function readEmbedded(data: SignedData, signer: SignerInfo): EmbeddedMaterial {
  const revocation = revocationValues(signer)
  const common = commonMaterial(data)
  return {
    certificates: [...common.certificates, ...readableCertificates(certificateValues(signer))],
    crls: [...common.crls, ...revocation.crls.filter((der) => crlOf(der).ok)],
    ocsps: [...common.ocsps, ...revocation.ocsps.filter((der) => ocspResponseOf(der).ok)],
  }
}

/** All material at hand inside a message: its own, one signer's, and that of the timestamp tokens the signer carries. */
export function readMaterial(
  data: SignedData,
  signer: SignerInfo,
  tokens: readonly { data?: SignedData }[],
): EmbeddedMaterial {
  const inTokens = tokens.flatMap((token) => {
    const [tokenSigner] = token.data?.signerInfos ?? []
    return token.data && tokenSigner ? readEmbedded(token.data, tokenSigner) : []
  })
  const all = [readEmbedded(data, signer), ...inTokens]
  return {
    certificates: all.flatMap((one) => one.certificates),
    crls: all.flatMap((one) => one.crls),
    ocsps: all.flatMap((one) => one.ocsps),
  }
}

const COMMON = new WeakMap<SignedData, EmbeddedMaterial>()

/** What all signers of a message share, read once: sixty-four signers times hundreds of certificates would be an attack. */
function commonMaterial(data: SignedData): EmbeddedMaterial {
  const known = COMMON.get(data)
  if (known) return known
  const read = {
    certificates: readableCertificates(data.certificates),
    crls: data.crls.filter((der) => crlOf(der).ok),
    ocsps: data.ocspResponses.filter((der) => ocspResponseOf(der).ok),
  }
  COMMON.set(data, read)
  return read
}

export function readableCertificates(ders: readonly Uint8Array[]): Certificate[] {
  return ders.flatMap((der) => {
    const certificate = parseCertificate(der)
    return certificate.ok ? [certificate.value] : []
  })
}

/** CertificateValues ::= SEQUENCE OF Certificate. */
function certificateValues(signer: SignerInfo): Uint8Array[] {
  return valuesOf(signer, OID.certificateValues).flatMap((value) => {
    const certificates = parsing(() => elementsOf(value, TAG.sequence).map(bytesOf))
    return certificates.ok ? certificates.value : []
  })
}

/** RevocationValues ::= SEQUENCE { crlVals [0] SEQUENCE OF CertificateList, ocspVals [1] SEQUENCE OF BasicOCSPResponse, … }. */
function revocationValues(signer: SignerInfo): { crls: Uint8Array[]; ocsps: Uint8Array[] } {
  const found = valuesOf(signer, OID.revocationValues).flatMap((value) => {
    const read = parsing(() => {
      const fields = new Fields(value, TAG.sequence)
      const crls = fields.optional(contextTag(0))
      const ocsps = fields.optional(contextTag(1))
      return {
        crls: crls ? elementsOf(unwrap(crls)).map(bytesOf) : [],
        ocsps: ocsps ? elementsOf(unwrap(ocsps)).map((one) => wholeResponse(bytesOf(one))) : [],
      }
    })
    return read.ok ? [read.value] : []
  })
  return { crls: found.flatMap((one) => one.crls), ocsps: found.flatMap((one) => one.ocsps) }
}

/** A BasicOCSPResponse put back into the OCSPResponse it was taken from (RFC 6960 §4.2.1). */
function wholeResponse(basic: Uint8Array): Uint8Array {
  return sequence(enumerated(0), explicit(0, sequence(oid(OID.ocspBasic), octetString(basic))))
}

/** The BasicOCSPResponse inside an OCSPResponse: references may hash either. */
export function basicResponseIn(response: Uint8Array): Uint8Array[] {
  const basic = parsing(() => {
    const fields = new Fields(onlyTlv(response), TAG.sequence)
    fields.next(TAG.enumerated)
    const bytes = new Fields(unwrap(fields.next(contextTag(0)), TAG.sequence))
    bytes.next(TAG.oid)
    return readOctetString(bytes.next())
  })
  return basic.ok ? [basic.value] : []
}

function valuesOf(signer: SignerInfo, type: string): Der[] {
  const attributes = [signer.unsignedAttributes, signer.signedAttributes].flatMap((set) => attributesOf(set, type))
  return attributes.flatMap((attribute) => attribute.values)
}

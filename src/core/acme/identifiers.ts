// Which names a certification request makes an ACME order ask for (RFC 8555 §7.4: exactly those of the request; RFC 8738 for addresses).

import { OID } from '../asn1/oids.ts'
import { isDnsName } from '../x509/host-names.ts'
import { attributesOf, ipText } from '../x509/names.ts'
import { type CertificationRequest, requestedNames } from '../x509/request.ts'
import type { AcmeIdentifier } from './objects.ts'

/** Each name once, lower case; a common name that is a host counts. Names of other kinds are left to the CA to refuse. */
export function identifiersOf(request: CertificationRequest): AcmeIdentifier[] {
  const asked = requestedNames(request).flatMap((name): AcmeIdentifier[] => {
    if (name.kind === 'dns') return [{ type: 'dns', value: name.text.toLowerCase() }]
    return name.kind === 'ip' ? [{ type: 'ip', value: ipText(name.bytes) }] : []
  })
  const common = attributesOf(request.subject, OID.commonName)
    .map((name) => name.toLowerCase())
    .filter((name) => name.includes('.') && isDnsName(name.replace(/^\*\./, '')))
    .map((value): AcmeIdentifier => ({ type: 'dns', value }))
  const once = new Map([...asked, ...common].map((one) => [`${one.type}:${one.value}`, one]))
  return [...once.values()]
}

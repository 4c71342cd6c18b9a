// What a probe must ask to see a service of the laboratory as its users do, and the known answers to judge it by.

import { toBase64 } from '#core/bytes/base64.ts'
import type { ProbeRequest } from '#core/checks/probe-result.ts'
import { FAMILIES } from './family.ts'
import type { Laboratory } from './laboratory.ts'
import type { LabService } from './rack.ts'

/** The laboratory shares its machine with everything else: slow here says nothing about a service. */
const PATIENCE = { warnLatencyMs: 5_000, failLatencyMs: 10_000 }

/** At least one request; together they see every fault the service can show. */
export function probeRequestsFor(lab: Laboratory, service: LabService): ProbeRequest[] {
  const at = `${service.host}:${service.port}`
  switch (service.kind) {
    case 'tls-site':
      return [{ kind: 'tls', target: at, settings: siteSettings(lab, service) }]
    case 'virtual-address':
      return behind(lab, service)
    case 'crl-point':
      return FAMILIES.map((family) => ({
        kind: 'crl',
        target: `${service.url}/${family}.crl`,
        settings: {
          issuer: toBase64(lab.authorities[family].issuing),
          revokedCanaries: [lab.canaries[family].serials.revoked],
          knownRevoked: [lab.canaries[family].serials.alsoRevoked],
        },
      }))
    case 'ocsp-responder':
      return FAMILIES.map((family) => ({ kind: 'ocsp', target: service.url, settings: responderSettings(lab, family) }))
    case 'timestamp-authority':
      return [{ kind: 'tsa', target: `${service.url}/`, settings: timestampSettings(lab) }]
    case 'seal-server':
      return [{ kind: 'seal', target: service.url, settings: sealSettings(lab) }]
    case 'signing-server':
      return [{ kind: 'signing', target: service.url, settings: { anchors: anchors(lab), ...PATIENCE } }]
    case 'authentication':
      return [{ kind: 'authentication', target: service.url, settings: loginSettings(lab) }]
    case 'registration-authority':
      return [{ kind: 'ra', target: service.url, settings: registrationSettings(lab) }]
  }
}

/** Whether anybody answers behind the address, and the questions of its nodes put to it. */
function behind(lab: Laboratory, front: LabService): ProbeRequest[] {
  const first = lab.services.find((one) => one.system === front.system && one.node)
  if (!first) return []
  const { host, port } = front
  const { node: _behind, ...asked } = first
  const greeting = first.kind === 'tls-site' ? 'tls' : 'http'
  const url = first.url.replace(`${first.host}:${first.port}`, `${host}:${port}`)
  return [
    { kind: 'tcp', target: `${host}:${port}`, settings: { greeting } },
    ...probeRequestsFor(lab, { ...asked, host, port, url }),
  ]
}

function anchors(lab: Laboratory): string[] {
  return Object.values(lab.authorities).map(({ root }) => toBase64(root))
}

/** A node answers for itself; the address before a pair is also held against its nodes, one by one. */
function siteSettings(lab: Laboratory, { system, serverName, node }: LabService) {
  const own = { serverName, anchors: anchors(lab) }
  if (node) return own
  const nodes = lab.services
    .filter((one) => one.system === system && one.kind === 'tls-site')
    .map(({ name, host, port }) => ({ name, address: `${host}:${port}` }))
  return { ...own, nodes }
}

function responderSettings(lab: Laboratory, family: (typeof FAMILIES)[number]) {
  const { good, revoked, neverIssued } = lab.canaries[family].serials
  return { issuer: toBase64(lab.authorities[family].issuing), canaries: { good, revoked, neverIssued }, ...PATIENCE }
}

function timestampSettings(lab: Laboratory) {
  return { anchors: anchors(lab), policies: [lab.tsaPolicy], digests: ['sha256', 'sm3'], ...PATIENCE }
}

function sealSettings(lab: Laboratory) {
  return { anchors: anchors(lab), intermediates: [toBase64(lab.authorities.sm2.issuing)], ...PATIENCE }
}

function loginSettings(lab: Laboratory) {
  const { certificates, key } = lab.canaries.rsa
  const user = (certificate: Uint8Array) => ({ certificate: toBase64(certificate), privateKey: toBase64(key) })
  return { good: user(certificates.good), revoked: user(certificates.revoked), expired: user(certificates.expired) }
}

function registrationSettings(lab: Laboratory) {
  const { issuing } = lab.authorities.ecdsa
  return { algorithm: 'p256', issuer: toBase64(issuing), ocspUrl: lab.service('ocsp').url, ...PATIENCE }
}

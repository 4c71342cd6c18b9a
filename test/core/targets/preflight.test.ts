import { describe, expect, it } from 'vitest'
import { messages } from '#core/messages/index.ts'
import { TARGETS, targetOf } from '#core/targets/catalogue.ts'
import { type CertificateFacts, preflight } from '#core/targets/preflight.ts'

const RSA: CertificateFacts = { keyFamily: 'rsa', keyBits: 2048, digest: 'sha256' }
const P256: CertificateFacts = { keyFamily: 'ec', keyBits: 256, digest: 'sha256' }
const SM2: CertificateFacts = { keyFamily: 'sm2', keyBits: 256, digest: 'sm3' }
const ED25519: CertificateFacts = { keyFamily: 'edwards', keyBits: 256 }

function codesOf(id: string, version: string, facts: CertificateFacts): string[] {
  const target = targetOf(id) ?? expect.fail(`no target ${id}`)
  const findings = preflight(target, version, facts)
  for (const { code } of findings) expect(messages[code], code).toBeDefined()
  return findings.map(({ code }) => code.replace('preflight.', ''))
}

const MODERN = { ...RSA, packageFormat: 'pfx-modern' } as const

describe('the preflight of a target', () => {
  it.each<[string, string, CertificateFacts, string[]]>([
    ['windows-iis', 'Windows Server 2003 R2', RSA, ['sha2']],
    ['windows-iis', 'Windows Server 2008', RSA, []],
    ['windows-iis', '2003', { ...P256, digest: 'sha1' }, ['elliptic', 'weak-signature']],
    ['windows-iis', '2012 R2', P256, []],
    ['windows-iis', '2022', ED25519, ['edwards']],
    ['windows-iis', '2022', SM2, ['sm2']],
    ['tomcat-pem', '8u292', MODERN, ['modern-pfx']],
    ['tomcat-pem', '1.8.0_292', MODERN, ['modern-pfx']],
    ['tomcat-pem', '8u301', MODERN, []],
    ['tomcat-pem', '1.8.0_301', MODERN, []],
    ['tomcat-pem', '7u80', MODERN, ['modern-pfx']],
    ['tomcat-pem', '11.0.2', MODERN, []],
    ['tomcat-pem', '8u292', { ...RSA, packageFormat: 'pfx-legacy' }, []],
    ['java-keystore', '11', ED25519, ['edwards']],
    ['java-keystore', '17', ED25519, []],
    ['apache-2.2', 'CentOS 6.4', P256, ['elliptic']],
    ['apache-2.2', 'CentOS 6.9', P256, []],
    ['apache-2.2', 'CentOS 6.9', ED25519, ['edwards']],
    ['nginx', '1.22', { ...RSA, digest: 'sha1' }, ['weak-signature']],
    ['nginx', '1.22', ED25519, []],
    ['nginx', '1.22', SM2, ['sm2']],
    ['tongsuo-ntls', '8.4', SM2, []],
    ['tongsuo-ntls', '8.4', RSA, ['dual-only']],
    ['nginx', '1.22', { ...RSA, packageFormat: 'jks' }, ['format-not-taken']],
    ['nginx', '1.22', { ...RSA, packageFormat: 'pem-fullchain' }, []],
    ['h3c-comware', '7', MODERN, ['key-stays']],
  ])('of %s %s says %o → %o', (id, version, facts, expected) => {
    expect(codesOf(id, version, facts)).toEqual(expected)
  })

  it('says that it cannot tell when a limit depends on a version nobody gave', () => {
    expect(codesOf('tomcat-pem', '', MODERN)).toEqual(['version-unknown'])
    expect(codesOf('tomcat-pem', '', RSA)).toEqual([])
    const [finding] = preflight(targetOf('tomcat-pem') ?? expect.fail(), 'unknown', MODERN)
    expect(finding?.effect).toBe('unknown')
  })

  it('never lets a package with a key through to a target whose key is born there', () => {
    const devices = TARGETS.filter(({ keyOrigin }) => keyOrigin === 'device')
    expect(devices.length).toBeGreaterThanOrEqual(4)
    for (const target of devices)
      for (const packageFormat of ['pfx-modern', 'pfx-legacy', 'jks', 'pem-bundle-with-key'] as const)
        expect(preflight(target, '2025', { ...RSA, packageFormat }).map(({ code }) => code)).toContain(
          'preflight.key-stays',
        )
  })
})

// What the laboratory's CAs have issued and revoked: the one truth its OCSP responder, CRL point, RA and login look at.

import type { Instant } from '#core/verdict.ts'
import type { Family } from './family.ts'

export interface Revocation {
  revokedAt: Instant
  reason: 'keyCompromise' | 'cessationOfOperation' | 'superseded' | 'unspecified'
}

export type Status = 'good' | 'unknown' | Revocation

/** One certificate as it is kept: absent `revocation` means good. */
export interface RegisterEntry {
  family: Family
  /** Lower-case hex. */
  serial: string
  revocation?: Revocation
}

export class CertificateRegister {
  readonly #entries = new Map<string, Revocation | undefined>()
  #version = 0

  /** @param known what an earlier run issued and revoked */
  constructor(known: readonly RegisterEntry[] = []) {
    for (const { family, serial, revocation } of known) this.#entries.set(`${family}:${serial}`, revocation)
  }

  /** Counts revocations: a list made before the count changed is out of date. */
  get version(): number {
    return this.#version
  }

  /** @param serial contents octets of the INTEGER, in lower-case hex */
  enter(family: Family, serial: string): void {
    const key = `${family}:${serial}`
    if (!this.#entries.has(key)) this.#entries.set(key, undefined)
  }

  /** False when the serial was never issued. Revoking again changes nothing. */
  revoke(family: Family, serial: string, revocation: Revocation): boolean {
    const key = `${family}:${serial}`
    if (!this.#entries.has(key)) return false
    if (!this.#entries.get(key)) {
      this.#entries.set(key, revocation)
      this.#version++
    }
    return true
  }

  statusOf(family: Family, serial: string): Status {
    const key = `${family}:${serial}`
    return this.#entries.has(key) ? (this.#entries.get(key) ?? 'good') : 'unknown'
  }

  entries(): RegisterEntry[] {
    return [...this.#entries].map(([key, revocation]) => {
      const [family, serial] = key.split(':') as [Family, string]
      return { family, serial, ...(revocation ? { revocation } : {}) }
    })
  }

  revoked(family: Family): { serial: string; revocation: Revocation }[] {
    const prefix = `${family}:`
    return [...this.#entries].flatMap(([key, revocation]) =>
      revocation && key.startsWith(prefix) ? [{ serial: key.slice(prefix.length), revocation }] : [],
    )
  }
}

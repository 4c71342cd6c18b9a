import { describe, expect, it } from 'vitest'
import { withoutSecrets, withSecretsOf } from '#core/checks/secret-settings.ts'

const stored = {
  good: { certificate: 'C', privateKey: 'K' },
  users: [{ name: 'a', PASSWORD: 'P' }],
  password: 'W',
  warnMs: 5,
}

describe('secret settings', () => {
  it('are left out at every depth and in every case, and nothing else is', () => {
    expect(withoutSecrets(stored)).toEqual({ good: { certificate: 'C' }, users: [{ name: 'a' }], warnMs: 5 })
  })

  it('come back where the same place still exists, and only there', () => {
    expect(withSecretsOf(stored, withoutSecrets(stored))).toEqual(stored)
    expect(withSecretsOf(stored, { warnMs: 6 })).toEqual({ warnMs: 6, password: 'W' })
  })

  it('are replaced by those that are given', () => {
    const given = { good: { certificate: 'D', privateKey: 'L' }, password: 'X' }
    expect(withSecretsOf(stored, given)).toEqual(given)
  })
})

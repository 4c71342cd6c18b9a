import { describe, expect, it } from 'vitest'
import { nodePasswords } from '#adapters/crypto/passwords.node.ts'
import { webPasswords } from '#adapters/crypto/passwords.web.ts'

const IMPLEMENTATIONS = { node: nodePasswords(), web: webPasswords() }

describe.each(Object.entries(IMPLEMENTATIONS))('passwords (%s)', (name, passwords) => {
  const other = name === 'node' ? IMPLEMENTATIONS.web : IMPLEMENTATIONS.node

  it('accept the password and refuse one that differs in its last letter', async () => {
    const phc = await passwords.hash('correct horse battery')
    expect(await passwords.verify(phc, 'correct horse battery')).toBe(true)
    expect(await passwords.verify(phc, 'correct horse batterz')).toBe(false)
  })

  it('make strings the other implementation understands, so that both runtimes share one database', async () => {
    const phc = await passwords.hash('口令-2026')
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await other.verify(phc, '口令-2026')).toBe(true)
    expect(await other.verify(phc, '口令-2027')).toBe(false)
  })

  it('never salt alike', async () => {
    expect(await passwords.hash('same')).not.toBe(await passwords.hash('same'))
  })

  it('refuse everything for an unknown account', async () => {
    expect(await passwords.verify(undefined, 'nobody has this password')).toBe(false)
  })
})

describe('a stored string', () => {
  it('that asks for an absurd amount of memory is refused, not obeyed', async () => {
    const hostile =
      '$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    expect(await IMPLEMENTATIONS.web.verify(hostile, 'x')).toBe(false)
  })
})

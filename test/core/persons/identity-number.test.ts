import { describe, expect, it } from 'vitest'
import { checkCharacter, maskIdentity, maskMobile, readIdentity } from '#core/persons/identity-number.ts'

const NOW = Date.parse('2026-11-22T01:00:00Z')
const refused = (error: string) => ({ ok: false, error })

describe('a resident identity number', () => {
  // The worked example of GB 11643-1999, and one with the letter.
  it.each(['11010519491231002X', '440524188001010014'])('stands with its check character: %s', (number) => {
    expect(readIdentity('resident', number, NOW)).toEqual({ ok: true, value: number })
  })

  it('is refused with any other check character, and with any one digit changed', () => {
    const number = '11010519491231002X'
    for (const check of '0123456789')
      expect(readIdentity('resident', number.slice(0, 17) + check, NOW)).toEqual(refused('organisation.identity-check'))
    for (let at = 0; at < 17; at++)
      for (const digit of '0123456789') {
        if (digit === number[at]) continue
        const wrong = number.slice(0, at) + digit + number.slice(at + 1)
        expect(readIdentity('resident', wrong, NOW).ok, wrong).toBe(false)
      }
  })

  it('is refused when two neighbours are exchanged', () => {
    const number = '440524188001010014'
    for (let at = 0; at < 16; at++) {
      if (number[at] === number[at + 1]) continue
      const wrong = `${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`
      expect(readIdentity('resident', wrong, NOW).ok, wrong).toBe(false)
    }
  })

  it('names what is wrong: length, province, birthday', () => {
    expect(readIdentity('resident', '110105491231002', NOW)).toEqual(refused('organisation.identity-length'))
    const made = (digits: string) => digits + checkCharacter(digits)
    expect(readIdentity('resident', made('99010519491231002'), NOW)).toEqual(refused('organisation.identity-area'))
    expect(readIdentity('resident', made('11010519490229002'), NOW)).toEqual(refused('organisation.identity-birthday'))
    expect(readIdentity('resident', made('11010520261123002'), NOW)).toEqual(refused('organisation.identity-birthday'))
    expect(readIdentity('resident', made('11010520261122002'), NOW).ok).toBe(true)
  })

  it('is read as it was meant: wide digits, spaces, a small x', () => {
    expect(readIdentity('resident', ' １１０１０５ 19491231002x', NOW)).toEqual({
      ok: true,
      value: '11010519491231002X',
    })
  })
})

describe('other documents', () => {
  it('are read by their own shape', () => {
    expect(readIdentity('passport', 'e12345678', NOW)).toEqual({ ok: true, value: 'E12345678' })
    expect(readIdentity('passport', 'E1234567#', NOW)).toEqual(refused('organisation.identity-passport'))
    expect(readIdentity('officer', '军字第2001988号', NOW).ok).toBe(true)
    expect(readIdentity('officer', '军字第号', NOW)).toEqual(refused('organisation.identity-officer'))
  })
})

describe('a mask', () => {
  it('shows where a number belongs and hides whose it is', () => {
    expect(maskIdentity('310101199001011234')).toBe('310***********1234')
    expect(maskIdentity('E12345678')).toBe('E1*****78')
    expect(maskMobile('13812345678')).toBe('138****5678')
    expect(maskIdentity('AB1CD')).toBe('AB*CD')
  })
})

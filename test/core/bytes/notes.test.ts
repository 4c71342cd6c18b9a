// A note belongs to the very object it was made about: a copy of the object, changed or not, has none.

import { expect, it } from 'vitest'
import { Notes, noted } from '#core/bytes/notes.ts'

it('a note is found again by the object, and is no part of what the object looks like', () => {
  const notes = new Notes<{ serial: number }, string>()
  const thing = noted({ serial: 7 })
  notes.set(thing, 'seven')
  expect(notes.get(thing)).toBe('seven')
  expect(Object.getOwnPropertyNames(thing)).toEqual(['serial'])
  expect(JSON.stringify(thing)).toBe('{"serial":7}')
  expect(thing).toEqual({ serial: 7 })
})

it('a copy has no notes, and what is noted about it is forgotten', () => {
  const notes = new Notes<{ serial: number }, string>()
  const thing = noted({ serial: 7 })
  notes.set(thing, 'seven')
  const copy = { ...thing, serial: 8 }
  expect(notes.get(copy)).toBeUndefined()
  notes.set(copy, 'eight')
  expect(notes.get(copy)).toBeUndefined()
  expect(notes.get(thing)).toBe('seven')
})

it('notes of one kind are not found as notes of another', () => {
  const [sizes, names] = [new Notes<object, number>(), new Notes<object, string>()]
  const thing = noted({})
  sizes.set(thing, 1)
  expect(names.get(thing)).toBeUndefined()
})

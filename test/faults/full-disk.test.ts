// A6: the disk of the service itself is full. (That of the database: database-actions.test.ts.)

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { keptResults } from '#adapters/storage/kept-results.node.ts'
import { writeWhole } from '#adapters/storage/whole-file.node.ts'
import { smallDisk } from './small-disk.ts'

const disk = smallDisk(process.getuid?.() ?? 0)
afterAll(() => disk?.close())

describe.skipIf(!disk)('a disk of the service that is full (needs root and the right to mount)', () => {
  const folder = disk?.folder ?? ''

  it('keeps no result, says so, leaves no half one, and keeps again once there is room', async () => {
    const kept = keptResults(folder)
    expect(await kept.keep('before', '{"a":1}')).toBe(true)
    disk?.fill()
    expect(await kept.keep('while', 'x'.repeat(10_000))).toBe(false)
    expect(await kept.names()).toEqual(['before'])
    expect(readdirSync(folder).sort()).toEqual(['before.json', 'filler'])
    disk?.empty()
    expect(await kept.keep('after', 'x'.repeat(10_000))).toBe(true)
    expect(await kept.read('before')).toBe('{"a":1}')
    expect(await kept.names()).toEqual(['after', 'before'])
  })

  it('leaves the file that was there as it was', async () => {
    const path = join(folder, 'whole')
    await writeWhole(path, 'first', 0o600)
    const there = readdirSync(folder).sort()
    disk?.fill()
    await expect(writeWhole(path, 'second'.repeat(2_000), 0o600)).rejects.toMatchObject({ code: 'ENOSPC' })
    disk?.empty()
    expect(readdirSync(folder).sort()).toEqual(there)
    expect(readFileSync(path, 'utf8')).toBe('first')
    await writeWhole(path, 'third', 0o600)
    expect(readFileSync(path, 'utf8')).toBe('third')
  })
})

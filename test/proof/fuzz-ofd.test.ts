// The short form of `npm run test:fuzz -- --kind ofd`, and the bombs by which readers of packages are known to die.

import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgeOfd } from '#core/documents/ofd/judge.ts'
import { trustIn } from '../support/judged.ts'
import { documentFiles, type Entry, signInto, zip } from '../support/ofd.ts'
import { ofdInputOf, readOfdSeeds, tryOfdInput } from './fuzz-ofd.ts'

const INPUTS = 1500

describe('mutated OFD packages', () => {
  it('end in a report, never in an error, within two seconds and never accepted where a file differs', async () => {
    const seeds = await readOfdSeeds()
    const failures = []
    for (let input = 0; input < INPUTS; input++) failures.push(...(await tryOfdInput(seeds, 1, input)))
    expect(failures).toEqual([])
  }, 120_000)

  it('differ from one number to the next', async () => {
    const seeds = (await readOfdSeeds()).slice(0, 1)
    const made = (input: number) => Buffer.from(ofdInputOf(seeds, 1, input).bytes).toString('hex')
    expect(made(3)).toBe(made(3))
    expect(new Set(Array.from({ length: 30 }, (_, input) => made(input))).size).toBeGreaterThan(20)
  })
})

describe('bombs get their report in two seconds and leave no memory behind', () => {
  const NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
  const changed = async (name: string, make: (text: string) => string): Promise<Entry[]> => {
    const files = documentFiles()
    await signInto(files)
    files.set(name, Buffer.from(make(files.get(name)?.toString() ?? '')))
    return [...files]
  }
  const laughs = Array.from({ length: 10 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  const bombs: Readonly<Record<string, () => Promise<Entry[]>>> = {
    'a file of zeros': () => changed('Doc_0/Attachs/a.bin', () => '\u0000'.repeat(8_000_000)),
    'a hundred files of zeros': async () => [
      ...(await changed('x', () => 'x')),
      ...Array.from({ length: 100 }, (_, n) => [`z${n}`, Buffer.alloc(1_000_000)] as const),
    ],
    'five thousand files': async () => [
      ...(await changed('x', () => 'x')),
      ...Array.from({ length: 4900 }, (_, n) => [`Doc_0/Pages/Page_${n}/x.xml`, Buffer.from('<x/>')] as const),
    ],
    'too many files': async () => Array.from({ length: 9000 }, (_, n) => [`f${n}`, Buffer.alloc(0)] as const),
    'a billion laughs': () =>
      changed('OFD.xml', (text) => text.replace('?>', `?><!DOCTYPE a [<!ENTITY l0 "lol">${laughs}]>`)),
    'a million levels': () => changed('Doc_0/Document.xml', () => '<a>'.repeat(1_000_000)),
    'a million elements': () => changed('Doc_0/PublicRes.xml', () => `<a>${'<b/>'.repeat(1_000_000)}</a>`),
    'a million pages': () =>
      changed(
        'Doc_0/Document.xml',
        () =>
          `<ofd:Document ${NS}><ofd:Pages>${'<ofd:Page ID="1" BaseLoc="x"/>'.repeat(100_000)}</ofd:Pages></ofd:Document>`,
      ),
    'a hundred thousand references': () =>
      changed('Doc_0/Signs/Sign_0/Signature.xml', (text) =>
        text.replace('</ofd:References>', `${'<ofd:Reference FileRef="/OFD.xml"/>'.repeat(100_000)}</ofd:References>`),
      ),
    'ten thousand signatures': () =>
      changed('Doc_0/Signs/Signatures.xml', (text) =>
        text.replace(
          '</ofd:Signatures>',
          `${'<ofd:Signature ID="1" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/>'.repeat(10_000)}</ofd:Signatures>`,
        ),
      ),
  }

  it.each(Object.entries(bombs))(
    '%s',
    async (_, make) => {
      const file = zip(await make())
      const memory = process.memoryUsage()
      const before = process.cpuUsage()
      const report = await judgeOfd({ file, trust: trustIn('sm2') }, nodePrimitives)
      const { user, system } = process.cpuUsage(before)
      expect(report.verdict).toBe('INVALID')
      expect((user + system) / 1000).toBeLessThan(2000)
      const { external, arrayBuffers } = process.memoryUsage()
      expect(external + arrayBuffers - memory.external - memory.arrayBuffers).toBeLessThan(256 * 1024 * 1024)
    },
    30_000,
  )
})

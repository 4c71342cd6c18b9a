import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readRows, registerRows } from '#features/systems/rows.ts'
import { endOfLife, tenderRegister } from '#features/systems/rules.ts'

const SEED = new URL('../../../../shared/seed/004-section-3.6.1.txt', import.meta.url)
const register = tenderRegister()
const nodes = register.systems.flatMap((system) => system.nodes)
const checks = nodes.flatMap((node) => node.checks)

describe('the register of the tender', () => {
  it('has every id once', () => {
    for (const list of [register.systems, nodes, checks])
      expect(new Set(list.map((one: { id: string }) => one.id)).size).toBe(list.length)
  })

  it('covers production, disaster recovery, development and test', () => {
    expect(new Set(register.systems.map((system) => system.environment))).toEqual(
      new Set(['production', 'disaster-recovery', 'development-test', 'test']),
    )
  })

  it('lists the equipment of the tender: 20 cipher machines, 6 timestamp servers, 3 sites, every database', () => {
    const count = (role: string) => nodes.filter((node) => node.role === role).length
    expect(count('hsm')).toBe(20)
    expect(count('timestamp')).toBe(6)
    expect(count('site')).toBe(3)
    expect(count('ocsp')).toBe(3)
    expect(count('km')).toBe(4)
    expect(count('backup')).toBe(2)
  })

  it('looks at every node, and at every database also for its backups', () => {
    for (const node of nodes) expect(node.checks.length, node.id).toBeGreaterThan(0)
    for (const node of nodes.filter((one) => one.role === 'database'))
      expect(node.checks.map((check) => check.layer)).toEqual(expect.arrayContaining(['database', 'backup']))
  })

  it.skipIf(!existsSync(SEED))('stands on the lines it names, in their words', () => {
    const lines = readFileSync(SEED, 'utf8').split('\n')
    for (const node of nodes) {
      const line = node.seedLine ?? 0
      const said = lines
        .slice(line - 1, line + 8)
        .join('')
        .replace(/\s/g, '')
      const name = node.name.replace(/（开发测试）|（主）|（备）/g, '').replace(/\s/g, '')
      const words = name.replace(/^(电子营业执照认证|RA发证系统|电子印章系统|各测试系统)(?=数据库)/, '')
      expect(said, `${node.id} on line ${line}`).toContain(words)
    }
  })
})

describe('an operating system past its life', () => {
  it('is noted with the day its updates ended, and one that still lives is not', () => {
    expect(endOfLife('windows2003')?.since).toBe('2015-07-14')
    expect(endOfLife('windows2008')?.since).toBe('2020-01-14')
    expect(endOfLife('centos6.6')?.since).toBe('2020-11-30')
    expect(endOfLife('centos8')).toBeUndefined()
    expect(endOfLife('linux6')).toBeUndefined()
    expect(endOfLife(null)).toBeUndefined()
  })
})

describe('the node everything on its way to another passes', () => {
  const behind = (parent: string | null) => {
    const [first, ...others] = register.systems
    const [node, ...rest] = first?.nodes ?? []
    if (!first || !node) throw new Error('the tender lists nothing')
    return { node, register: { systems: [{ ...first, nodes: [{ ...node, behind: parent }, ...rest] }, ...others] } }
  }

  it('is exported and imported like any other fact of the node', () => {
    const { register: written } = behind('core-switch')
    const read = readRows(registerRows(written))
    expect(read.problems).toEqual([])
    expect(read.register.systems[0]?.nodes[0]?.behind).toBe('core-switch')
    expect(readRows(registerRows(behind(null).register)).register.systems[0]?.nodes[0]?.behind).toBeNull()
  })

  it('is not the node itself, nor anything that is no id', () => {
    const { node, register: ring } = behind(behind(null).node.id)
    const [problem] = readRows(registerRows(ring)).problems
    expect(problem).toMatchObject({ column: '上级节点', code: 'systems.node-behind-itself', params: { id: node.id } })
    const [malformed] = readRows(registerRows(behind('核心交换机').register)).problems
    expect(malformed).toMatchObject({ column: '上级节点', code: 'systems.id-malformed' })
  })
})

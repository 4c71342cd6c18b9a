import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const importedFromAntd = (text: string) =>
  [...text.matchAll(/import \{([^}]*)\} from 'antd'/g)].flatMap(([, names = '']) => names.match(/\b[A-Z]\w+/g) ?? [])

describe('the static sheet of antd', () => {
  it('has the styles of every component that a page imports', () => {
    const pages = readdirSync(fileURLToPath(new URL('src/web', ROOT)), { recursive: true, encoding: 'utf8' })
    const used = pages
      .filter((path) => path.endsWith('.tsx'))
      .flatMap((path) => importedFromAntd(read(`src/web/${path}`)))
    const styled = new Set(importedFromAntd(read('scripts/antd-css.tsx')))
    expect(used.length).toBeGreaterThan(20)
    expect([...new Set(used)].filter((name) => !styled.has(name))).toEqual([])
  })
})

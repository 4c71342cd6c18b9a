import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { seriousBarriers } from './stage.ts'

/** At both widths: no barrier for a reader, nothing beyond the edge. With `LOOK` set, a picture of each goes into that folder. */
export async function isWellMade(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await page.mouse.move(0, 0)
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    expect(await seriousBarriers(page)).toEqual([])
    const folder = process.env.LOOK
    if (folder) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true })
  }
  if (before) await page.setViewportSize(before)
}

// The console's files, and its page for every other address: the console has addresses of its own.

import { AppError } from '#src/context.ts'
import type { App, AppDeps, Asset } from './deps.ts'

export function serveConsole(app: App, { readAsset }: AppDeps): void {
  app.get('*', async (c) => {
    const path = c.req.path.slice(1)
    const asset = path === '' ? undefined : await readAsset(path)
    if (asset) return c.body(asset.body, 200, headersOf(asset))
    // A missing file must not be answered with a page: a script that is one breaks in a way nobody understands.
    // A round's address ends like a file's name, so what was asked for decides: only a window asks for a page.
    const isFile = /\.\w+$/.test(path) && !c.req.header('accept')?.includes('text/html')
    const page = isFile ? undefined : await readAsset('index.html')
    if (!page) throw new AppError('not-found', 'app.route-unknown', { path: c.req.path })
    return c.body(page.body, 200, headersOf(page))
  })
}

function headersOf({ contentType, isImmutable }: Asset): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Cache-Control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}

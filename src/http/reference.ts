// The API's reference page: RapiDoc, served from here. It asks nobody else for anything.

import { AppError } from '#src/context.ts'
import { guard } from '#src/route.ts'
import type { App, AppDeps } from './deps.ts'

const PAGE = `<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><title>证巡 Zhengxun API</title><script type="module" src="/api/docs/rapidoc.js"></script></head>
<body><rapi-doc spec-url="/api/v1/openapi.json" load-fonts="false" render-style="read" theme="light" show-header="false"
 allow-authentication="false" allow-server-selection="false" allow-spec-url-load="false" allow-spec-file-load="false"></rapi-doc></body>
</html>`

export function referencePage(app: App, { readAsset }: AppDeps): void {
  app.get('/api/docs', guard('public'), (c) => c.html(PAGE))
  app.get('/api/docs/rapidoc.js', guard('public'), async (c) => {
    const script = await readAsset('rapidoc.js')
    if (!script) throw new AppError('not-found', 'app.route-unknown', { path: c.req.path })
    return c.body(script.body, 200, { 'Content-Type': script.contentType, 'Cache-Control': 'no-cache' })
  })
}

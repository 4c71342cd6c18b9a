// The API's reference page, made from its OpenAPI description: plain HTML without a script, escaped by the template, with a sheet of its own.

import { html } from 'hono/html'
import { guard } from '#src/route.ts'
import type { App } from './deps.ts'

/** What of an OpenAPI 3.1 document the page shows. */
interface Described {
  info: { title: string; version: string; description?: string }
  paths?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, unknown> }
}

interface Operation {
  summary?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; schema?: unknown }[]
  requestBody?: { content?: Record<string, { schema?: unknown }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: unknown }> }>
}

interface Line extends Operation {
  method: string
  path: string
}

const SHEET = `
:root{color-scheme:light;font:15px/1.6 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Segoe UI",sans-serif;color:#18222c;background:#f4f6f7}
body{max-width:1000px;margin:0 auto;padding:24px 16px}
h1{font-size:22px;margin:0}h2{font-size:17px;margin:28px 0 8px}
p{margin:4px 0 12px;color:#53606e}a{color:#0f5c7a}
details{background:#fff;border:1px solid #dfe4e8;border-radius:6px;margin:6px 0}
summary{cursor:pointer;padding:8px 12px;overflow-wrap:anywhere}
details>:not(summary){margin:0 12px 12px}
code,pre{font:13px/1.5 ui-monospace,"SF Mono",Consolas,"Noto Sans Mono CJK SC",monospace}
pre{overflow:auto;background:#f4f6f7;padding:8px;border-radius:4px}
.method{display:inline-block;min-width:4.5em;font-weight:600;color:#0f5c7a}
.soft{color:#53606e}
`

export function referencePage(app: App, describe: () => object): void {
  app.get('/api/docs', guard('public'), (c) => c.html(page(describe() as Described)))
  app.get('/api/docs/style.css', guard('public'), (c) =>
    c.body(SHEET, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  )
}

function page({ info, paths = {}, components }: Described) {
  const lines = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, operation]): Line => ({ ...operation, method: method.toUpperCase(), path }),
    ),
  )
  const tags = [...new Set(lines.map(tagOf))].sort()
  return html`<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>证巡 Zhengxun API</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/api/docs/style.css"></head>
<body>
<h1>${info.title} <span class="soft">${info.version}</span></h1>
<p>${info.description ?? ''}</p>
<p>地址都在 <code>/api/v1</code> 之下；机器可读的说明：<a href="/api/v1/openapi.json">openapi.json</a>。登录后的每次修改须带 <code>X-CSRF-Token</code>，任何登录后的应答都会给出。</p>
<p>${tags.map((tag) => html`<a href="#${tag}">${tag}</a> `)}</p>
${tags.map(
  (tag) => html`<h2 id="${tag}">${tag}</h2>
${lines.filter((line) => tagOf(line) === tag).map(operation)}`,
)}
<h2 id="schemas">schemas</h2>
${Object.entries(components?.schemas ?? {}).map(
  ([name, schema]) => html`<details id="schema-${name}"><summary><code>${name}</code></summary>${text(schema)}</details>
`,
)}
</body>
</html>`
}

function tagOf({ tags }: Operation): string {
  return tags?.[0] ?? 'other'
}

function operation({ method, path, summary, parameters = [], requestBody, responses = {} }: Line) {
  return html`<details><summary><span class="method">${method}</span> <code>${path}</code> <span class="soft">${summary ?? ''}</span></summary>
${parameters.length > 0 ? html`<p>参数 · parameters</p>${text(parameters)}` : ''}
${requestBody ? html`<p>请求 · request</p>${text(requestBody.content)}` : ''}
${Object.entries(responses).map(
  ([status, { description, content }]) =>
    html`<p>应答 · answer ${status}：${description ?? ''}</p>${content ? text(content) : ''}`,
)}</details>
`
}

function text(value: unknown) {
  return html`<pre>${JSON.stringify(value, null, 2)}</pre>`
}

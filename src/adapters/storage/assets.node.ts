// The files of the built console, from one folder and nowhere else.

import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

export interface FolderAsset {
  body: Uint8Array<ArrayBuffer>
  contentType: string
  isImmutable: boolean
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** Lists the folder once: a path that is not on the list is not looked up, whatever it spells. */
export function folderAssets(folder: string): (path: string) => Promise<FolderAsset | undefined> {
  const files = new Map(listed(folder).map((file) => [relative(folder, file).split(sep).join('/'), file]))
  return async (path) => {
    const file = files.get(path)
    if (file === undefined) return undefined
    return {
      body: new Uint8Array(await readFile(file)),
      contentType: TYPES[extname(file)] ?? 'application/octet-stream',
      // The bundler puts what it names by hash into this folder.
      isImmutable: path.startsWith('assets/'),
    }
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}

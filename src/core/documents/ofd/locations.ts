// Where an ST_Loc leads: an absolute path inside the package, or one relative to the file that names it (GB/T 33190-2016 §6.5, clause
// unverified). Paths here have no leading slash, as in the ZIP directory; what leaves the package has no path.

/** @param from path of the file that names the location; its folder is where relative ones begin */
export function resolveLocation(location: string, from: string): string | undefined {
  const written = location.trim()
  if (written === '' || written.includes('\\') || written.includes('\u0000')) return undefined
  const folder = written.startsWith('/') ? [] : from.split('/').slice(0, -1)
  const parts = [...folder]
  for (const part of written.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '' && part !== '.' && part !== '..') parts.push(part)
  }
  return parts.length > 0 ? parts.join('/') : undefined
}

/** The folder of a file, with its slash; '' at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/** Names that one file system cannot tell apart. */
export function plainPath(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

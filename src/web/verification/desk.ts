// The files lying ready to be verified. They outlive the page: who comes back from a report finds them, and can add what was missing.
// Files are handles: nothing of them is read but the first bytes, to guess what they are.

import { useSyncExternalStore } from 'react'
import type { Dropped } from '../pieces/dropped-files.ts'
import { guessRoles, type Plan, planOf, type Role, SAMPLE_BYTES } from './roles.ts'

export interface DeskFile {
  file: File
  /** With its folder, where a folder was dropped. */
  path: string
  role: Role
  /** The role was chosen by hand and is not guessed again. */
  isChosen: boolean
  head: Uint8Array
}

interface Desk {
  files: readonly DeskFile[]
  /** The report these files led to. */
  verifiedAs?: string
}

let desk: Desk = { files: [] }
const watchers = new Set<() => void>()

function put(next: Desk): void {
  desk = next
  for (const watcher of watchers) watcher()
}

export function useDesk(): Desk {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => desk,
  )
}

export const clearDesk = () => put({ files: [] })
export const verifiedDesk = (id: string) => put({ ...desk, verifiedAs: id })

/** Lays files down. After a verification the desk is cleared first: what was trusted for one file is not for the next. */
export async function layDown(dropped: readonly Dropped[], isMore = false): Promise<readonly DeskFile[]> {
  const lying = desk.verifiedAs && !isMore ? [] : desk.files
  const fresh = await Promise.all(
    dropped.map(async ({ file, path }): Promise<DeskFile> => {
      const head = new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer())
      return { file, path, role: 'object', isChosen: false, head }
    }),
  )
  const names = new Set(fresh.map(({ path }) => path))
  const { verifiedAs } = desk
  put({
    files: guessed([...lying.filter(({ path }) => !names.has(path)), ...fresh]),
    ...(isMore && verifiedAs && { verifiedAs }),
  })
  return desk.files
}

function guessed(files: readonly DeskFile[]): DeskFile[] {
  const roles = guessRoles(files.map(({ path, head }) => ({ name: path, head })))
  return files.map((one, index) => (one.isChosen ? one : { ...one, role: roles[index] ?? 'object' }))
}

export function takeAway(path: string): void {
  put({ files: guessed(desk.files.filter((one) => one.path !== path)) })
}

export function chooseRole(path: string, role: Role): void {
  put({ files: guessed(desk.files.map((one) => (one.path === path ? { ...one, role, isChosen: true } : one))) })
}

export function planFor(files: readonly DeskFile[]): Plan {
  return planOf(files.map(({ role }) => role))
}

const FIELDS: Readonly<Record<Role, string>> = {
  object: 'file',
  content: 'content',
  detached: 'detached',
  query: 'query',
  anchor: 'anchors',
  intermediate: 'intermediates',
  crl: 'crls',
  ocsp: 'ocsps',
  archive: 'files',
  manifest: 'manifest',
}
/** Of a batch: what is paired by name there goes in as it is. */
const BATCH_FIELDS: Readonly<Record<Role, string>> = { ...FIELDS, object: 'files', content: 'files', query: 'files' }

/** The small files first: the server answers a refusal before the large one is sent. */
export function formOf(files: readonly DeskFile[], plan: Plan, policy: string | undefined): FormData {
  const form = new FormData()
  if (policy) form.append('policy', policy)
  const fields = plan === 'batch' ? BATCH_FIELDS : FIELDS
  for (const { file, path, role } of files.toSorted((one, other) => one.file.size - other.file.size))
    form.append(fields[role], file, path)
  return form
}

// package-lock.json as the guards of the supply chain read it: every package with its place, and who finds which copy of whom.

import { readFileSync } from 'node:fs'

interface Entry {
  version?: string
  resolved?: string
  integrity?: string
  license?: string
  dev?: boolean
  optional?: boolean
  hasInstallScript?: boolean
  link?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/**
 * `npm ci --omit=dev` installs what is not `isDevelopment`: also what a development package needs and a runtime one takes if it is there
 * (`devOptional` in the lockfile; seen in the image). Without `resolved` the registry of the machine is asked for the bytes of `integrity`.
 */
export interface LockedPackage {
  /** Folder below the project, e.g. `node_modules/a/node_modules/b`. */
  place: string
  name: string
  version: string
  resolved: string | undefined
  integrity: string | undefined
  /** SPDX expression as the package states it. */
  licence: string | undefined
  isDevelopment: boolean
  isOptional: boolean
  hasInstallScript: boolean
  /** Places of the copies that this one finds, those of other platforms included. */
  needs: string[]
}

export interface Manifest {
  name: string
  version: string
  description: string
  license: string
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

const FOLDER = 'node_modules/'

export function readManifest(): Manifest {
  return JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
}

/** @param text of a lockfile of version 3. */
export function readLockfile(text = readFileSync('package-lock.json', 'utf8')): LockedPackage[] {
  const { lockfileVersion, packages } = JSON.parse(text) as { lockfileVersion: number; packages: Record<string, Entry> }
  if (lockfileVersion !== 3) throw new Error(`package-lock.json has version ${lockfileVersion}, not 3`)
  return Object.entries(packages)
    .filter(([place]) => place !== '')
    .map(([place, entry]) => ({
      place,
      name: place.slice(place.lastIndexOf(FOLDER) + FOLDER.length),
      version: entry.version ?? '',
      resolved: entry.resolved,
      integrity: entry.integrity,
      licence: entry.license,
      isDevelopment: entry.dev === true,
      isOptional: entry.optional === true,
      hasInstallScript: entry.hasInstallScript === true,
      needs: needsOf(place, entry, packages),
    }))
}

/** What the project itself names: the places of its own dependencies. */
export function directPackages({ dependencies }: Manifest): string[] {
  return Object.keys(dependencies).map((name) => `${FOLDER}${name}`)
}

function needsOf(place: string, entry: Entry, packages: Record<string, Entry>): string[] {
  const names = [entry.dependencies, entry.optionalDependencies, entry.peerDependencies].flatMap((some) =>
    Object.keys(some ?? {}),
  )
  return [...new Set(names)].flatMap((name) => found(name, place, packages) ?? []).sort()
}

/** Node looks beside the package that asks, then further up. */
function found(name: string, from: string, packages: Record<string, Entry>): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf(`/${FOLDER}`)))) {
    const place = at === '' ? `${FOLDER}${name}` : `${at}/${FOLDER}${name}`
    if (packages[place]) return place
    if (at === '') return undefined
  }
}

/** Whether `version` is at least `minimum`; a pre-release comes before its release (SemVer 2.0.0 §11), others are compared by number only. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [a, b] = [parts(version), parts(minimum)]
  for (let index = 0; index < 3; index++) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return !a.isPreRelease || b.isPreRelease
}

function parts(version: string) {
  const [core = '', ...rest] = version.split('+')[0]?.split('-') ?? []
  return { numbers: core.split('.').map(Number), isPreRelease: rest.length > 0 }
}

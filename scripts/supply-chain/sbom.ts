// The bill of materials of what is installed for running (`npm ci --omit=dev`), CycloneDX 1.6. Byte for byte the same for the same
// lockfile: no time of its own and no random serial number; `SOURCE_DATE_EPOCH` (seconds) gives it a time when one is wanted.

import { createHash } from 'node:crypto'
import { READ_IN_THE_PACKAGE } from './licences.ts'
import { directPackages, type LockedPackage, type Manifest } from './lockfile.ts'

export function billOfMaterials(manifest: Manifest, packages: readonly LockedPackage[], sourceDateEpoch?: string) {
  const shipped = packages.filter(({ isDevelopment }) => !isDevelopment)
  const refs = new Map(shipped.map((one) => [one.place, refOf(one)]))
  const root = `${manifest.name}@${manifest.version}`
  const needed = (places: readonly string[]) => places.flatMap((place) => refs.get(place) ?? []).sort()
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${serialOf(root, shipped)}`,
    version: 1,
    metadata: {
      ...(sourceDateEpoch && { timestamp: new Date(Number(sourceDateEpoch) * 1000).toISOString() }),
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': root,
        name: manifest.name,
        version: manifest.version,
        description: manifest.description,
        licenses: [{ license: { id: manifest.license } }],
        purl: purlOf(manifest),
      },
    },
    components: shipped.map(component),
    dependencies: [
      { ref: root, dependsOn: needed(directPackages(manifest)) },
      ...shipped.map(({ place, needs }) => ({ ref: refs.get(place), dependsOn: needed(needs) })),
    ],
  }
}

function component(one: LockedPackage) {
  const licence = one.licence ?? READ_IN_THE_PACKAGE[one.name]
  return {
    type: 'library',
    'bom-ref': refOf(one),
    name: one.name,
    version: one.version,
    scope: one.isOptional ? 'optional' : 'required',
    purl: purlOf(one),
    ...(one.integrity && { hashes: [hashOf(one.integrity)] }),
    ...(licence && { licenses: [/ (AND|OR) /.test(licence) ? { expression: licence } : { license: { id: licence } }] }),
  }
}

/** The same version may be installed in two places: the place tells the copies apart. */
function refOf({ name, version, place }: LockedPackage): string {
  return place === `node_modules/${name}` ? `${name}@${version}` : `${name}@${version}|${place}`
}

/** Package URL, with the `@` of a scope encoded as its specification wants. */
function purlOf({ name, version }: { name: string; version: string }): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`
}

/** Subresource Integrity of one SHA-512 (the only kind in our lockfile) as hexadecimal. */
function hashOf(integrity: string) {
  const [, value] = /^sha512-([A-Za-z0-9+/=]{88})$/.exec(integrity) ?? []
  if (!value) throw new Error(`integrity is not one SHA-512: ${integrity}`)
  return { alg: 'SHA-512', content: Buffer.from(value, 'base64').toString('hex') }
}

/** A name-based UUID (RFC 9562 §5.8): the same for the same packages. */
function serialOf(root: string, shipped: readonly LockedPackage[]): string {
  const hash = createHash('sha256').update(root)
  for (const { place, version, integrity } of shipped) hash.update(`\n${place} ${version} ${integrity}`)
  const hex = hash.digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`
}

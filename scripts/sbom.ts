// `npm run sbom [-- FILE]`: writes the bill of materials (CycloneDX 1.6), to dist/sbom.cdx.json unless told otherwise.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { readLockfile, readManifest } from './supply-chain/lockfile.ts'
import { billOfMaterials } from './supply-chain/sbom.ts'

const file = process.argv[2] ?? 'dist/sbom.cdx.json'
const bill = billOfMaterials(readManifest(), readLockfile(), process.env.SOURCE_DATE_EPOCH)
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`)
console.log(`${file}: ${bill.components.length} packages`)

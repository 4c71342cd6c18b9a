import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { desc, eq, sql } from 'drizzle-orm'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { runEvidence } from '#cli/evidence.ts'
import { toHex } from '#core/bytes/hex.ts'
import { auditLog } from '#db/schema/audit.ts'
import { credentials } from '#db/schema/credentials.ts'
import { recordAudit } from '#features/audit/index.ts'
import { linked, type Manifest, manifestBytes, sha256 } from '#features/holdings/evidence/manifest.ts'
import { takeEvidence } from '#features/holdings/evidence/take.ts'
import { verifyEvidence } from '#features/holdings/index.ts'
import { withDatabase } from '../../database.ts'
import { authorityEstate, newCarrier, orderFor } from '../authority/estate.ts'
import { officeIn } from '../requests/office.ts'
import { holds } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'evidence-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const database = await withDatabase()
const { db, owner } = database
const NOW = Date.parse('2026-11-22T01:00:00Z')
let pack: Uint8Array
let id = ''
let pair: { sign: Uint8Array; encryption?: Uint8Array }

beforeAll(async () => {
  const office = await officeIn(db)
  const officer = office.as(await office.personOf('ra-officer'))
  const staff = await office.staffOf(officer, '310101', '张三')
  const estate = authorityEstate(db)
  const { id: authorityId } = await estate.found()
  const carrier = await newCarrier()
  const issued = await estate.issue(orderFor(authorityId, carrier.request))
  pair = issued.pair
  const held = await holds(database, {
    ...{ staff, carrier: 'UK-0001', serial: '01', number: 'SQ-2026-000777', notAfter: NOW + 1e10 },
    events: [
      ['issued', NOW - 3000],
      ['written', NOW - 2000],
      ['activated', NOW - 1000],
    ],
    pair: { sign: pair.sign, encryption: pair.encryption ?? new Uint8Array(), chain: issued.pair.chain },
    issuanceId: issued.issuanceId,
  })
  id = held.id
  await owner.execute(sql`set session_replication_role = replica`)
  await owner
    .update(credentials)
    .set({ signSha256: sha256(pair.sign), encryptionSha256: sha256(pair.encryption ?? new Uint8Array()) })
    .where(eq(credentials.id, id))
  await owner.execute(sql`set session_replication_role = origin`)
  const action = 'credential.activated'
  await db.transaction((tx) => recordAudit(tx, officer, { action, object: { type: 'credential', id } }))
  const auditor = office.as(await office.personOf('auditor'), NOW)
  pack = (await takeEvidence(auditor, id)).bytes
})

const files = () => unzipSync(pack)
const manifestOf = (entries = files()) => JSON.parse(Buffer.from(entries['manifest.json'] ?? []).toString()) as Manifest
const codes = async (entries: Record<string, Uint8Array>, head?: string) =>
  (await verifyEvidence(zipSync(entries, { level: 0 }), nodePrimitives, head)).faults.map(({ code }) => code)
const flipped = (bytes: Uint8Array | undefined) => {
  const copy = Uint8Array.from(bytes ?? [])
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1
  return copy
}

describe('the evidence of a credential', () => {
  it('holds request, key, both certificates, their chain, the lint, the standing and the rows of the trail, and no number of a document', async () => {
    const names = Object.keys(files())
    for (const name of ['request.json', 'materials.json', 'request.p10', 'certificates/sign.cer', 'lint.json'])
      expect(names).toContain(name)
    for (const name of ['certificates/encryption.cer', 'certificates/chain-1.cer', 'events.json', 'audit.jsonl'])
      expect(names).toContain(name)
    expect(Buffer.from(files()['revocation/standing.json'] ?? []).toString()).toContain('good')
    expect((await verifyEvidence(pack, nodePrimitives)).faults).toEqual([])
    const words = ['request.json', 'events.json', 'audit.jsonl', 'manifest.json'].map((name) =>
      Buffer.from(files()[name] ?? []).toString(),
    )
    // Standing alone: eighteen digits in a row do occur inside a digest.
    expect(words.join()).not.toMatch(/(?<![0-9a-f])\d{17}[\dX](?![0-9a-f])/)
  })

  it('has its digests and its key from openssl as well', () => {
    for (const { path, sha256: digest } of manifestOf().entries) {
      const at = join(folder, 'entry')
      writeFileSync(at, files()[path] ?? new Uint8Array())
      expect(execFileSync('openssl', ['dgst', '-sha256', '-r', at]).toString().slice(0, 64)).toBe(digest)
    }
    writeFileSync(join(folder, 'csr'), files()['request.p10'] ?? new Uint8Array())
    writeFileSync(join(folder, 'cer'), files()['certificates/sign.cer'] ?? new Uint8Array())
    const keyOf = (kind: string, file: string) =>
      execFileSync('openssl', [kind, '-inform', 'DER', '-in', join(folder, file), '-noout', '-pubkey']).toString()
    expect(keyOf('req', 'csr')).toBe(keyOf('x509', 'cer'))
  })

  it('is on the trail with the head of its chain, which a pack made up as a whole does not have', async () => {
    const [row] = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.action, 'holdings.evidence-taken'))
      .orderBy(desc(auditLog.seq))
      .limit(1)
    const { head } = manifestOf()
    expect(row?.detail).toMatchObject({ head, requestNumber: 'SQ-2026-000777' })
    expect((await verifyEvidence(pack, nodePrimitives, head)).faults).toEqual([])
    const entries: Record<string, Uint8Array> = files()
    const { 'manifest.json': _, ...rest } = entries
    rest['request.json'] = strToU8('{"approver":"somebody else"}')
    const paths = manifestOf().entries.map(({ path }) => ({ path, bytes: rest[path] ?? new Uint8Array() }))
    const forged = { ...rest, 'manifest.json': manifestBytes({ ...manifestOf(), ...linked(paths) }) }
    expect(await codes(forged)).toEqual([])
    expect(await codes(forged, head)).toEqual(['evidence.other-head'])
  })

  it('shows every entry that is changed by a bit, missing, or added', async () => {
    for (const { path } of manifestOf().entries) {
      expect(await codes({ ...files(), [path]: flipped(files()[path]) }), path).toContain('evidence.entry-changed')
      const { [path]: _, ...without } = files()
      expect(await codes(without), path).toContain('evidence.entry-missing')
    }
    expect(await codes({ ...files(), 'more.txt': strToU8('x') })).toEqual(['evidence.entry-added'])
    expect(await codes({ 'a.txt': strToU8('x') })).toEqual(['evidence.no-manifest'])
    expect((await verifyEvidence(strToU8('no archive'), nodePrimitives)).faults).toMatchObject([
      { code: 'evidence.no-archive' },
    ])
  })

  it('shows a chain that was patched, rows of the trail that were rewritten, and a certificate for another key', async () => {
    const patched = async (change: (entries: Record<string, Uint8Array>, manifest: Manifest) => void) => {
      const entries: Record<string, Uint8Array> = files()
      const manifest = manifestOf()
      change(entries, manifest)
      const listed = manifest.entries.map(({ path }) => ({ path, bytes: entries[path] ?? new Uint8Array() }))
      entries['manifest.json'] = manifestBytes({ ...manifest, ...linked(listed) })
      return codes(entries)
    }
    const swapped = manifestOf()
    swapped.entries.reverse()
    expect(await codes({ ...files(), 'manifest.json': manifestBytes(swapped) })).toContain('evidence.link-broken')
    const rewritten = await patched((entries) => {
      const text = Buffer.from(entries['audit.jsonl'] ?? []).toString()
      entries['audit.jsonl'] = strToU8(text.replace('credential.activated', 'credential.suspended'))
    })
    expect(rewritten).toEqual(['evidence.audit-row'])
    const stranger = await newCarrier()
    expect(
      await patched((entries) => {
        entries['request.p10'] = stranger.request
      }),
    ).toEqual(['evidence.key-other'])
    expect(
      await patched((entries) => {
        entries['certificates/sign.cer'] = pair.encryption ?? new Uint8Array()
      }),
    ).toContain('evidence.certificate-other')
    expect(toHex(pair.sign)).not.toBe('')
  })

  it('is verified by the command line alone', async () => {
    const said: string[] = []
    const io = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) }
    const path = join(folder, 'pack.zip')
    writeFileSync(path, pack)
    expect(await runEvidence(['verify', path, '--head', manifestOf().head], io as never)).toBe(0)
    expect(await runEvidence(['verify', path, '--head', '0'.repeat(64)], io as never)).toBe(1)
    expect(await runEvidence(['verify'], io as never)).toBe(64)
    expect(said.join('')).toContain('SQ-2026-000777')
  })
})

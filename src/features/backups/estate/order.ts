// Opens what a source is set up with for the time of one look or drill, and no longer.

import type { PlaceJson } from '#db/schema/backup-sources.ts'
import type { BackupPlace, SourceOrder } from '#src/backup-ports.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { SourceRow } from './sources.ts'

const NOTHING = new Uint8Array()

/** Secrets are wiped when `work` is done. @throws AppError as the vault does, and whatever `work` throws */
export async function withOrder<T>(
  ctx: Ctx,
  source: SourceRow,
  knownManifests: Readonly<Record<string, string>>,
  work: (order: SourceOrder) => Promise<T>,
): Promise<T> {
  const open = <R>(
    id: string | null,
    purpose: 'backup-access' | 'backup-passphrase',
    use: (secret: Uint8Array) => Promise<R>,
  ) => (id === null ? use(NOTHING) : ctx.ports.secrets.use(ctx.db, id, purpose, use))
  return open(source.placeSecretId, 'backup-access', (access) =>
    open(source.offsiteSecretId, 'backup-access', (offsiteAccess) =>
      open(source.passphraseId, 'backup-passphrase', (passphrase) =>
        work({
          kind: source.kind,
          place: placeOf(source.place, access),
          offsite: source.offsite && placeOf(source.offsite, offsiteAccess),
          stanza: source.stanza,
          passphrase: source.passphraseId === null ? null : passphrase,
          knownManifests,
          ...sealOf(ctx, source),
        }),
      ),
    ),
  )
}

function sealOf(ctx: Ctx, { manifestKeyId }: SourceRow): Pick<SourceOrder, 'seal'> {
  if (manifestKeyId === null) return {}
  return {
    seal: (manifest) =>
      ctx.ports.secrets.mac(ctx.db, manifestKeyId, 'backup-manifest', { kind: 'hmac', digest: 'sha256' }, manifest),
  }
}

function placeOf(place: PlaceJson, secret: Uint8Array): BackupPlace {
  if (place.transport === 'local') return place
  if (secret.length === 0) throw new AppError('precondition', 'backups.secret-missing')
  return place.transport === 'sftp' ? { ...place, privateKey: secret } : { ...place, secretAccessKey: secret }
}

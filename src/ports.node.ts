// The outside world of a Node process: every port with its adapter.

import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { basename, resolve } from 'node:path'
import { estateBackups } from '#adapters/backup/estate/engine.node.ts'
import { checkpointDatabase } from '#adapters/checkpoints/database.node.ts'
import { checkpointFile } from '#adapters/checkpoints/file.node.ts'
import { checkpointSyslog } from '#adapters/checkpoints/syslog.node.ts'
import { ownClock } from '#adapters/clock/own-clock.node.ts'
import { nodePasswords } from '#adapters/crypto/passwords.node.ts'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress, type Egress } from '#adapters/egress/egress.ts'
import { certificateFiles } from '#adapters/files/certificate-files.node.ts'
import { issuers } from '#adapters/issuers/issuers.node.ts'
import { rightsSeal } from '#adapters/keys/rights.node.ts'
import { keyRotation } from '#adapters/keys/rotation.node.ts'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { documentMaker } from '#adapters/making/maker.node.ts'
import { timestamper } from '#adapters/making/stamp.ts'
import { recipientProblem } from '#adapters/ministry/envelope.node.ts'
import { ministryFolder } from '#adapters/ministry/folder.node.ts'
import { noticeSender, readSecret } from '#adapters/notices/sender.node.ts'
import { identityProvider, noIdentityProvider } from '#adapters/oidc/provider.node.ts'
import { packager } from '#adapters/packaging/packager.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { webauthn } from '#adapters/passkeys/webauthn.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { createProber } from '#adapters/probes/run.ts'
import { createRevocationLookup } from '#adapters/probes/tls/lookup.ts'
import { createChainReader } from '#adapters/probes/tls/read-chain.ts'
import { printer } from '#adapters/reports/verification.node.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { keptResults } from '#adapters/storage/kept-results.node.ts'
import { diskUploads } from '#adapters/uploads/receive.node.ts'
import { readPem } from '#core/bytes/pem.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { absentPort } from './absent-port.ts'
import { type Config, ConfigError } from './config.ts'
import type { Keks } from './key-encryption-key.node.ts'
import { type MinistryExchange, noMinistry } from './ministry-port.ts'
import type { AuditOutside, BackupEngine, Ports } from './ports.ts'
import type { IdentityProvider } from './sign-in-ports.ts'

/** In the data directory: large files of requests under way. */
export const UPLOADS_FOLDER = 'uploads'

export interface NodePortsOptions {
  config: Config
  /** What private keys are sealed under. */
  keks: Keks
  databaseUrl: string
  /** Only the embedded database can be backed up and drilled by the service itself. */
  backupEngine?: BackupEngine
}

/** Loopback, for the laboratory of a sample estate. */
const LABORATORY = [{ cidr: '127.0.0.0/8' }, { cidr: '::1' }]

export interface NodePorts {
  ports: Ports
  /** Ends what runs beside the event loop. */
  close(): Promise<void>
}

export function nodePorts({ config, keks, databaseUrl, backupEngine }: NodePortsOptions): NodePorts {
  const allow = config.estate === 'sample' ? [...config.egressAllow, ...LABORATORY] : config.egressAllow
  const egress = createEgress({ allow, refuse: [addressOf(databaseUrl)] })
  const verifier = createVerifierPool()
  const keys = openKeyVault(keks.ring, {
    ...(keks.token && { token: keks.token }),
    tokenPurposes: config.pkcs11Purposes,
  })
  const secrets = openSecretVault(keks.ring)
  const ports: Ports = {
    ownClock: ownClock({ egress, servers: config.ntpServers, now: Date.now }),
    primitives: nodePrimitives,
    passwords: nodePasswords(),
    passkeys: webauthn,
    identityProvider: providerOf(config, egress),
    secrets,
    rights: rightsSeal(secrets, keks.ring.cipher.format),
    keyRotation: keyRotation(keks.ring, keks.file),
    auditOutside: auditOutside(config, egress),
    noticeSender: noticeSender({
      egress,
      primitives: nodePrimitives,
      now: Date.now,
      openSecret: (db, id) => secrets.use(db, id, 'notice-channel', async (sealed) => readSecret(sealed)),
    }),
    ministry: ministryOf(config),
    issuers: issuers({ egress, primitives: nodePrimitives, now: Date.now }),
    keys,
    packager: packager(keys, nodePrimitives),
    deliveryReader: verifier,
    verifier,
    pageDrawer: verifier,
    sealPictures: verifier,
    gatherer: verifier,
    uploads: diskUploads(resolve(config.dataDir, UPLOADS_FOLDER)),
    prober: createProber({
      egress,
      primitives: nodePrimitives,
      now: Date.now,
      monotonicMs: () => performance.now(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      instance: hostname(),
    }),
    revocationLookup: createRevocationLookup(egress, nodePrimitives),
    chainReader: createChainReader(egress),
    certificateFiles,
    spreadsheets,
    printer,
    requestMaker,
    timestamper: timestamper({ egress, primitives: nodePrimitives, now: Date.now }),
    documentMaker: documentMaker({ egress, primitives: nodePrimitives, now: Date.now, preparer: verifier }),
    backupEngine: backupEngine ?? absentPort('backupEngine'),
    keptResults: keptResults(resolve(config.dataDir, 'kept-results')),
    estateBackups: estateBackups({ dataDirectory: resolve(config.dataDir), backupRoots: config.backupRoots, egress }),
  }
  const close = async () => {
    keks.token?.close()
    await verifier.close()
  }
  return { ports, close }
}

/** All three settings or none: the configuration saw to it. @throws ConfigError for certificates that cannot be used */
function ministryOf({ ministryFolder: folder, ministryRecipient, ministryReceiptSigner }: Config): MinistryExchange {
  if (!folder || !ministryRecipient || !ministryReceiptSigner) return noMinistry
  const [recipient] = certificatesIn('MINISTRY_RECIPIENT', ministryRecipient)
  const receiptSigner = certificatesIn('MINISTRY_RECEIPT_SIGNER', ministryReceiptSigner)
  const read = parseCertificate(recipient ?? new Uint8Array())
  const problem = read.ok ? recipientProblem(read.value) : read.error.code
  if (!recipient || problem !== undefined) throw new ConfigError([`ZHENGXUN_MINISTRY_RECIPIENT: ${problem}`])
  return ministryFolder(folder, { place: basename(folder), recipient, receiptSigner })
}

function certificatesIn(name: string, path: string): Uint8Array[] {
  const found = readPem(readFileSync(path, 'utf8')).filter(({ label }) => label === 'CERTIFICATE')
  if (found.length === 0) throw new ConfigError([`ZHENGXUN_${name}: 没有 PEM 证书 · no certificate in PEM`])
  return found.map(({ bytes }) => bytes)
}

function auditOutside(config: Config, egress: Egress): AuditOutside {
  const { auditCheckpointFile: file, auditSyslog: syslog, auditSyslogCa: ca, auditDatabaseUrl: url } = config
  const anchors = ca === undefined ? {} : { anchors: readFileSync(ca, 'utf8') }
  return {
    hash: config.auditHash,
    keyAlgorithm: config.auditCheckpointKey,
    places: [
      ...(file === undefined ? [] : [checkpointFile(file)]),
      ...(syslog === undefined ? [] : [checkpointSyslog(syslog, { egress, ...anchors })]),
      ...(url === undefined ? [] : [checkpointDatabase(url)]),
    ],
  }
}

/** All three settings or none: the configuration saw to it. */
function providerOf(
  { oidcIssuer, oidcClientId, oidcClientSecret, oidcName }: Config,
  egress: Egress,
): IdentityProvider {
  if (!oidcIssuer || !oidcClientId || !oidcClientSecret) return noIdentityProvider
  const settings = { issuer: oidcIssuer, clientId: oidcClientId, clientSecret: oidcClientSecret, name: oidcName }
  return identityProvider(egress, settings, Date.now)
}

/** Our own database is nobody's probe target, even on an allowed network. */
function addressOf(databaseUrl: string): { address: string; port: number } {
  const { hostname: host, port } = new URL(databaseUrl)
  const address = host.replace(/^\[|\]$/g, '')
  return { address: isIP(address) ? address : '127.0.0.1', port: Number(port || 5432) }
}

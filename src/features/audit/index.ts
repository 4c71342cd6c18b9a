export { alignAuditHash, checkpointAudit, signHead } from './checkpoint.ts'
export { type Checkpoint, checkpointLine, fingerprintOf, readCheckpoint } from './checkpoint-rules.ts'
export { copyCheckpoints } from './copies.ts'
export { EXPORT_FORMAT, type ExportRange, exportTrail, type TrailExport, verifyExport } from './export.ts'
export { type AuditPage, listAudit } from './list.ts'
export { type SignedSums, signerPem, signSums, sumsText } from './outgoing.ts'
export { type AuditEntry, lockAudit, recordAudit } from './record.ts'
export {
  DEFAULT_RETENTION_MONTHS,
  MIN_RETENTION_MONTHS,
  type Pruning,
  pruneAudit,
  readRetention,
  requireRetention,
  setRetention,
} from './retention.ts'
export { auditRoutes } from './routes.ts'
export { type AuditRow, type ChainHead, isAuditRowIntact } from './rules.ts'
export { type PlaceStanding, placeReasons, type TrailStanding, trailReasons, trailStanding } from './standing.ts'
export { type AuditVerification, type TrailBreak, TrailReader, type TrailTrust } from './trail.ts'
export { verifyAudit } from './verify.ts'

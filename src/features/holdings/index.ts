export { type EvidenceCheck, verifyEvidence } from './evidence/verify.ts'
export { HOLDINGS_READERS, holdingsRoutes } from './routes.ts'

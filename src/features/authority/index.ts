export { askAuthorityChange, authorityKind } from './change.ts'
export { publishCrls } from './crl.ts'
export { connectAuthority, foundAuthority, moveAuthority } from './found.ts'
export { Close, Connect, OpenBuiltin, TakeIn } from './inputs.ts'
export { issueCredential } from './issue.ts'
export { listAuthorities, listProfiles } from './list.ts'
export { makeCredentialPack, takeCredentialReply } from './manual.ts'
export { orderCredential } from './order.ts'
export { pruneCrls } from './prune.ts'
export { publicationRoutes } from './publication.ts'
export { appointResponders } from './responder.ts'
export {
  type CertificateStanding,
  CREDENTIAL_REASONS,
  type CredentialReason,
  issuanceOf,
  resumeCredential,
  revokeCredential,
  statusOf,
} from './revoke.ts'
export { authorityRoutes } from './routes.ts'
export type { CredentialOrder, IssuanceStanding, IssuedPair } from './shapes.ts'
export { tellRevocations } from './tell.ts'
export { tendIssuances } from './tend.ts'

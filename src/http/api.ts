// Every slice's routes, under /api/v1. A new slice is one line here.

import {
  accountsRoutes,
  apiKeyRoutes,
  factorRoutes,
  identityRoutes,
  passkeyRoutes,
  securityRoutes,
  sessionListRoutes,
  sessionRoutes,
} from '#features/accounts/index.ts'
import { approvalsRoutes } from '#features/approvals/index.ts'
import { auditRoutes } from '#features/audit/index.ts'
import { authorityRoutes } from '#features/authority/index.ts'
import { backupsRoutes, sourcesRoutes } from '#features/backups/index.ts'
import { breakGlassRoutes } from '#features/break-glass/index.ts'
import { certificatesRoutes } from '#features/certificates/index.ts'
import { complianceRoutes } from '#features/compliance/index.ts'
import { credentialsRoutes } from '#features/credentials/index.ts'
import { dutyRoutes } from '#features/duty/index.ts'
import { holdingsRoutes } from '#features/holdings/index.ts'
import { inspectionsRoutes } from '#features/inspections/index.ts'
import { issuersRoutes } from '#features/issuers/index.ts'
import { keysRoutes } from '#features/keys/index.ts'
import { ministryRoutes } from '#features/ministry/index.ts'
import { noticesRoutes } from '#features/notices/index.ts'
import { organisationRoutes } from '#features/organisation/index.ts'
import { recordsRoutes } from '#features/records/index.ts'
import { reportsRoutes } from '#features/reports/index.ts'
import { requestsRoutes } from '#features/requests/index.ts'
import { retentionRoutes } from '#features/retention/index.ts'
import { sealsRoutes } from '#features/seals/index.ts'
import { signingRoutes } from '#features/signing/index.ts'
import { calendarRoutes, slaRoutes } from '#features/sla/index.ts'
import { sparesRoutes } from '#features/spares/index.ts'
import { probeRoutes, registerRoutes } from '#features/systems/index.ts'
import { targetsRoutes } from '#features/targets/index.ts'
import { findingsRoutes, knowledgeRoutes, ticketLifeRoutes } from '#features/tickets/index.ts'
import { trustRoutes } from '#features/trust/index.ts'
import { ukeysRoutes } from '#features/ukeys/index.ts'
import { verificationRoutes } from '#features/verification/index.ts'
import { APPROVAL_KINDS } from '#src/approval-kinds.ts'
import { REQUEST_DESK } from '#src/request-desk.ts'
import { newRouter } from '#src/route.ts'

export const api = newRouter()
  .route('/', sessionRoutes)
  .route('/', sessionListRoutes)
  .route('/', securityRoutes)
  .route('/', passkeyRoutes)
  .route('/', factorRoutes)
  .route('/', identityRoutes)
  .route('/', accountsRoutes)
  .route('/', approvalsRoutes(APPROVAL_KINDS))
  .route('/', breakGlassRoutes(APPROVAL_KINDS))
  .route('/', apiKeyRoutes)
  .route('/', auditRoutes)
  .route('/', retentionRoutes)
  .route('/', keysRoutes)
  .route('/', registerRoutes)
  .route('/', probeRoutes)
  .route('/', certificatesRoutes)
  .route('/', targetsRoutes)
  .route('/', trustRoutes)
  .route('/', ukeysRoutes)
  .route('/', verificationRoutes)
  .route('/', sealsRoutes)
  .route('/', signingRoutes)
  .route('/', issuersRoutes)
  .route('/', organisationRoutes)
  .route('/', authorityRoutes)
  .route('/', requestsRoutes(REQUEST_DESK))
  .route('/', holdingsRoutes)
  .route('/', ministryRoutes)
  .route('/', noticesRoutes)
  .route('/', findingsRoutes)
  .route('/', ticketLifeRoutes)
  .route('/', knowledgeRoutes)
  .route('/', dutyRoutes)
  .route('/', recordsRoutes)
  .route('/', sparesRoutes)
  .route('/', slaRoutes)
  .route('/', calendarRoutes)
  .route('/', backupsRoutes)
  .route('/', sourcesRoutes)
  .route('/', inspectionsRoutes)
  .route('/', reportsRoutes)
  .route('/', complianceRoutes)
  .route('/', credentialsRoutes)

/** For `hono/client` in the console. */
export type ApiType = typeof api

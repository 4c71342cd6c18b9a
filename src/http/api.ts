// Every slice's routes, under /api/v1. A new slice is one line here.

import { accountsRoutes } from '#features/accounts/index.ts'
import { auditRoutes } from '#features/audit/index.ts'
import { certificatesRoutes } from '#features/certificates/index.ts'
import { probeRoutes, registerRoutes } from '#features/systems/index.ts'
import { verificationRoutes } from '#features/verification/index.ts'
import { newRouter } from '#src/route.ts'

export const api = newRouter()
  .route('/', accountsRoutes)
  .route('/', auditRoutes)
  .route('/', registerRoutes)
  .route('/', probeRoutes)
  .route('/', certificatesRoutes)
  .route('/', verificationRoutes)

/** For `hono/client` in the console. */
export type ApiType = typeof api

import { newRouter } from '#src/route.ts'
import { comparisonRoutes } from './comparison-routes.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { runRoutes } from './deployments/routes.ts'
import { discoveryRoutes } from './discovery/routes.ts'
import { estateRoutes } from './lineages/estate-routes.ts'
import { lineageRequestRoutes } from './lineages/request-routes.ts'
import { lineageRoutes } from './lineages/routes.ts'
import { requestRoutes } from './request-routes.ts'
import { inventoryRoutes } from './routes.ts'

export { collectServedChains } from './collect.ts'
export { compareCertificates } from './compare.ts'
export { listRuns } from './deployments/list.ts'
export { openEmergency, openRun, openWithdrawal } from './deployments/open.ts'
export { cancelRun, markStep, setRunCertificate } from './deployments/steps.ts'
export { verifyRun } from './deployments/verify.ts'
export { runDiscoveries } from './discovery/run.ts'
export { getCertificate } from './get.ts'
export { importCertificates } from './import.ts'
export { asciiHost, CreateRequest } from './inputs.ts'
export { inspectRequest, type RequestInspection } from './inspect.ts'
export { askKeyExport, keyExportKind } from './key-export.ts'
export { issuersOf, keepCertificates } from './known.ts'
export { adoptCertificate } from './lineages/adopt.ts'
export { bindCertificate, removeBinding } from './lineages/bind.ts'
export { expiryPlan } from './lineages/calendar.ts'
export { createLineage } from './lineages/create.ts'
export { exportLineages } from './lineages/export.ts'
export { getLineage, listLineages } from './lineages/get.ts'
export {
  AddCertificate,
  AdoptCertificate,
  BindingInput,
  CreateLineage,
  LineagesQuery,
  OpenRequest,
  TakeRequest,
} from './lineages/inputs.ts'
export { addCertificate } from './lineages/join.ts'
export { joinIssued, replacedBy } from './lineages/join-issued.ts'
export { compromiseOf } from './lineages/keys.ts'
export { changeBinding } from './lineages/rebind.ts'
export { giveUpRequest, listLineageRequests, openRequest, takeRequest } from './lineages/requests.ts'
export { CERTIFICATES_SYSTEM, listUnknown } from './lineages/unknown.ts'
export { type CertificateLine, listCertificates } from './list.ts'
export { makePackage, type PackageOrder } from './package.ts'
export { preflightCertificate } from './preflight.ts'
export { acceptReply, type ReplyOrder, type ReplyOutcome } from './reply.ts'
export { createRequest, requestContents } from './request.ts'
export { chainsOfProbe, recordServedChain, type ServedChain } from './served.ts'
export { CertificateShape, lineOf } from './shapes.ts'
export { readUpload, type UploadedFile } from './upload.ts'
export { watchLineage, watchLineages } from './watching/watch.ts'

export const certificatesRoutes = newRouter()
  .route('/', inventoryRoutes)
  .route('/', requestRoutes)
  .route('/', lineageRoutes)
  .route('/', lineageRequestRoutes)
  .route('/', estateRoutes)
  .route('/', runRoutes)
  .route('/', deliveryRoutes)
  .route('/', comparisonRoutes)
  .route('/', discoveryRoutes)

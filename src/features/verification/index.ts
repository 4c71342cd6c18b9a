import { newRouter } from '#src/route.ts'
import { archiveRoutes } from './archive-routes.ts'
import { batchRoutes } from './batches/routes.ts'
import { packRoutes } from './pack/routes.ts'
import { verificationsRoutes } from './routes.ts'

export { cancelBatch } from './batches/cancel.ts'
export { type BatchOrder, createBatch } from './batches/create.ts'
export { countFindings, getBatch, listBatches, listItems } from './batches/list.ts'
export { type BatchSource, type Handed, type PlannedItem, type Problem, planBatch } from './batches/plan.ts'
export { runBatches } from './batches/run.ts'
export { isZip, openZip } from './batches/unzip.ts'
export { differencesBetween } from './differences.ts'
export { explainVerification } from './explain.ts'
export { getVerification } from './get.ts'
export { listVerifications, type VerificationLine } from './list.ts'
export { removeMaterial } from './material.ts'
export { checkPack, type PackCheck, type PackSources } from './pack/check.ts'
export { makeBatchPack, makePack } from './pack/make.ts'
export { openPacks } from './pack/open.ts'
export { type StoredEntry, zipStream } from './pack/zip-stream.ts'
export type { VerificationOrder } from './request.ts'
export { rerunVerification } from './rerun.ts'
export { dropOldMaterial } from './retention.ts'
export { revalidateWatched } from './revalidate.ts'
export type { Verified } from './save.ts'
export { verifyUpload } from './verify.ts'
export { watchVerification } from './watch.ts'

export const verificationRoutes = newRouter()
  .route('/', verificationsRoutes)
  .route('/', archiveRoutes)
  .route('/', batchRoutes)
  .route('/', packRoutes)

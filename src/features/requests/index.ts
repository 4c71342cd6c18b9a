export { askAgain } from './again.ts'
export { getBatch, listBatches, listBatchRows } from './batches/list.ts'
export { previewBatch } from './batches/preview.ts'
export { beginBatch, cancelBatch, runNextRow, runRequestBatches } from './batches/submit.ts'
export { changeRequest, createRequest } from './create.ts'
export {
  approveRequest,
  cancelRequest,
  decideMany,
  finishRequest,
  rejectRequest,
  returnRequest,
  reviewRequest,
  submitRequest,
} from './decide.ts'
export type { Desk, HeldAccount, HeldCredential, HeldSeal, IssuingOutcome, Order } from './desk.ts'
export { advance, advanceRequests, type BroughtKey, bringKey } from './key.ts'
export { type LeavingStand, leavingStand, recordLeaving } from './leaving.ts'
export { getRequest, listRequests, queueOf, type RequestEvent, type RequestLine } from './list.ts'
export { addMaterial, type Material, materialsOf, openMaterial, removeMaterial } from './materials.ts'
export { remindOverdue } from './remind.ts'
export { requestsRoutes } from './routes.ts'
export { KINDS, REQUEST_KINDS, type RequestKind, type RequestState, STEPS, type UserRequest } from './rules.ts'

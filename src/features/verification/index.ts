import { newRouter } from '#src/route.ts'
import { anchorRoutes } from './anchor-routes.ts'
import { verificationsRoutes } from './routes.ts'

export { getVerification } from './get.ts'
export { listVerifications, type VerificationLine } from './list.ts'
export { addTrustAnchors, listTrustAnchors, removeTrustAnchor, type TrustAnchor } from './trust-anchors.ts'
export { type VerificationOrder, verifyUpload } from './verify.ts'

export const verificationRoutes = newRouter().route('/', verificationsRoutes).route('/', anchorRoutes)

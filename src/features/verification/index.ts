export { getVerification } from './get.ts'
export { listVerifications, type VerificationLine } from './list.ts'
export { verificationsRoutes as verificationRoutes } from './routes.ts'
export { type VerificationOrder, verifyUpload } from './verify.ts'

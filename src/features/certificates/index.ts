import { newRouter } from '#src/route.ts'
import { requestRoutes } from './request-routes.ts'
import { inventoryRoutes } from './routes.ts'

export { collectServedChains } from './collect.ts'
export { getCertificate } from './get.ts'
export { importCertificates } from './import.ts'
export { CreateRequest } from './inputs.ts'
export { certificatesForKey, inspectRequest, type RequestInspection } from './inspect.ts'
export { issuersOf } from './known.ts'
export { type CertificateLine, listCertificates } from './list.ts'
export { createRequest, requestContents } from './request.ts'
export { chainsOfProbe, recordServedChain, type ServedChain } from './served.ts'
export { CertificateShape, lineOf } from './shapes.ts'

export const certificatesRoutes = newRouter().route('/', inventoryRoutes).route('/', requestRoutes)

export { sealSet } from './halves.ts'
export { breakGlassRoutes } from './routes.ts'
export { sealKind } from './seal.ts'

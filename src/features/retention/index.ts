export { retentionKind } from './change.ts'
export { retentionRoutes } from './routes.ts'

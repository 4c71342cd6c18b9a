export { recordsRoutes } from './routes.ts'
export { type RecordRow, recordsOf } from './write.ts'

export { announceReport, type FinishedReport } from './announce.ts'
export { makeReports } from './make.ts'
export { orderDueReports } from './order.ts'
export { reportsRoutes } from './routes.ts'

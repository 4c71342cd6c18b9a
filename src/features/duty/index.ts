export { onDutyAt, type ShiftRow } from './roster.ts'
export { dutyRoutes } from './routes.ts'

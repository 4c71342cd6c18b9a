export { assessPeriod, type Standing } from './assess.ts'
export { calendarRoutes } from './calendar-routes.ts'
export { gatherFacts } from './facts.ts'
export { slaRoutes } from './routes.ts'

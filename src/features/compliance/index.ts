export { type Assessment, assess } from './assess.ts'
export { complianceRoutes } from './routes.ts'

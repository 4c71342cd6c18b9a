export { ukeysRoutes } from './routes.ts'

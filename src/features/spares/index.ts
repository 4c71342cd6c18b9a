export { sparesRoutes } from './routes.ts'

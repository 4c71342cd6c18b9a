export { fillTarget } from './fill.ts'
export { RecipeQuery } from './inputs.ts'
export { targetsRoutes } from './routes.ts'

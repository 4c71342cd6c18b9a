export { beginRotation, forgetKeks, type KeyStanding, keyStanding, type Rewrapped, rewrapKeys } from './rotate.ts'
export { keysRoutes } from './routes.ts'

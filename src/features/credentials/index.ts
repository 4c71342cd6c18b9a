import { newRouter } from '#src/route.ts'
import { checkRoutes } from './check/routes.ts'
import { credentialRoutes } from './routes.ts'

export { activateCredential, activationChallenge } from './activate.ts'
export { checkOnline, type OnlineCheck } from './check/check.ts'
export { moveHeld, resumeHeld, revokeHeld, suspendHeld } from './end.ts'
export {
  type CredentialLine,
  getCredential,
  getCredentialRow,
  type Holding,
  listCredentials,
  listHoldings,
} from './get.ts'
export { announceCarrier, type Credential, type CredentialEvent, type GivenCarrier } from './history.ts'
export { type ReceivedCredential, receiveCredential } from './receive.ts'
export { type CredentialState, isHeld, mayBecome } from './rules.ts'
export { carrierPackage, markWritten } from './write.ts'

export const credentialsRoutes = newRouter().route('/', checkRoutes).route('/', credentialRoutes)

// Every way to a CA this process can go.

import type { Issuers } from '#src/issuing-ports.ts'
import { openAcme } from './acme/connection.ts'
import type { AcmeDeps } from './acme/session.ts'
import { openCmp } from './cmp/connection.ts'
import { nameServer } from './dns/name-server.ts'

export function issuers(deps: AcmeDeps): Issuers {
  return {
    open: async (settings) => (settings.kind === 'acme' ? openAcme(deps, settings) : openCmp(deps, settings)),
    nameServer: async (settings) => nameServer(deps, settings),
  }
}

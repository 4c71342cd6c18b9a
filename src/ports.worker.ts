// The outside world of a Worker. What needs sockets, threads, files or sealed keys is absent here and says so.

import { webPasswords } from '#adapters/crypto/passwords.web.ts'
import { webPrimitives } from '#adapters/crypto/primitives.web.ts'
import { drawPage } from '#adapters/parsing/drawing.ts'
import { type EngineRequest, gatherMaterial, runVerification } from '#adapters/parsing/engine.ts'
import { pkijsOpinion } from '#adapters/pkijs/second-opinion.ts'
import { absentProber } from '#adapters/probes/absent.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { webUploads } from '#adapters/uploads/receive.web.ts'
import { absentPort, noKeptResults, uncheckedClock, uncheckedRights } from './absent-port.ts'
import { AppError } from './context.ts'
import { noMinistry } from './ministry-port.ts'
import type { Ports, VerifierRequest } from './ports.ts'
import type { IdentityProvider } from './sign-in-ports.ts'

const refuse = () => Promise.reject(new AppError('unavailable', 'accounts.provider-absent'))
const noProvider: IdentityProvider = { name: undefined, issuer: undefined, begin: refuse, finish: refuse }

export function workerPorts(): Ports {
  return {
    primitives: webPrimitives,
    passwords: webPasswords(),
    passkeys: absentPort('passkeys'),
    identityProvider: noProvider,
    // The isolate is the killable worker: its own limits on CPU time and memory end a hostile file.
    verifier: { verify: (request) => runVerification(inMemory(request), webPrimitives, pkijsOpinion) },
    sealPictures: absentPort('sealPictures'),
    pageDrawer: { drawOfdPage: (bytes, page) => drawPage(bytes, page, webPrimitives) },
    gatherer: { gather: (request) => gatherMaterial(inMemory(request), webPrimitives) },
    uploads: webUploads,
    prober: absentProber(Date.now),
    // The platform keeps the clock.
    ownClock: uncheckedClock,
    revocationLookup: absentPort('revocationLookup'),
    chainReader: absentPort('chainReader'),
    certificateFiles: absentPort('certificateFiles'),
    spreadsheets,
    printer: absentPort('printer'),
    keys: absentPort('keys'),
    keyRotation: absentPort('keyRotation'),
    auditOutside: { hash: 'sha256', keyAlgorithm: 'p256', places: [] },
    secrets: absentPort('secrets'),
    rights: uncheckedRights,
    ministry: noMinistry,
    issuers: absentPort('issuers'),
    noticeSender: absentPort('noticeSender'),
    packager: absentPort('packager'),
    deliveryReader: absentPort('deliveryReader'),
    requestMaker: absentPort('requestMaker'),
    documentMaker: absentPort('documentMaker'),
    timestamper: absentPort('timestamper'),
    backupEngine: absentPort('backupEngine'),
    estateBackups: absentPort('estateBackups'),
    keptResults: noKeptResults,
  }
}

/** @throws Error for a file on disk: there is none here. */
function inMemory({ content, ...request }: VerifierRequest): EngineRequest {
  if (!content) return request
  if ('path' in content) throw new Error('this runtime has no disk')
  return { ...request, content }
}

// Which faults are on, service by service. Services ask at the moment they answer; listeners are told when one changes.

import { type FaultId, faultsOf, type ServiceKind } from './faults.ts'

/** What a service asks about itself. */
export type IsOn = (fault: FaultId) => boolean

export class UnknownFault extends Error {}

interface Entry {
  kind: ServiceKind
  on: Set<FaultId>
  changed: (isOn: IsOn) => Promise<void>
  /** Ends when every switch so far has taken effect: a port is never opened and closed at once. */
  settled: Promise<void>
}

export class FaultSwitches {
  readonly #services = new Map<string, Entry>()

  /** Registers a service; `changed` runs after every switch of one of its faults. */
  register(service: string, kind: ServiceKind, changed: (isOn: IsOn) => Promise<void> = async () => {}): IsOn {
    const entry: Entry = { kind, on: new Set(), changed, settled: Promise.resolve() }
    this.#services.set(service, entry)
    return (fault) => entry.on.has(fault)
  }

  /** Resolves when the service behaves so. Throws `UnknownFault` for a service or a fault that does not exist. */
  async set(service: string, fault: string, on: boolean): Promise<void> {
    const entry = this.#services.get(service)
    if (!entry) throw new UnknownFault(`no service ${service}`)
    const known = faultsOf(entry.kind).find((id) => id === fault)
    if (!known) throw new UnknownFault(`a ${entry.kind} has no fault ${fault}`)
    if (on) entry.on.add(known)
    else entry.on.delete(known)
    const settled = entry.settled.then(() => entry.changed((id) => entry.on.has(id)))
    entry.settled = settled.catch(() => undefined)
    await settled
  }

  /** The faults that are on now. */
  active(): { service: string; fault: FaultId }[] {
    return [...this.#services].flatMap(([service, { on }]) => [...on].map((fault) => ({ service, fault })))
  }
}

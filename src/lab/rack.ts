// The machine room: every port of the laboratory, opened first so that its address is known, answered for later.

import type { Hono } from 'hono'
import { type FaultId, faultsOf, type ServiceKind } from './faults.ts'
import { speakHttp } from './http-service.ts'
import { Listener } from './listener.ts'
import { ADDRESSES, LISTENER_FAULTS, type Node, type Place } from './services.ts'
import { FaultSwitches, type IsOn } from './switches.ts'

/** One port of the laboratory, as probes and the sample estate see it. */
export interface LabService {
  /** Unique, e.g. `tsa-b`. */
  name: string
  kind: ServiceKind
  /** What it belongs to: `tsa` for `tsa-a`, `tsa-b` and their virtual address `tsa`. */
  system: string
  /** Absent for a machine that stands alone and for a virtual address. */
  node?: Node
  host: string
  port: number
  /** `https://` for sites, `http://` for services. A site's name is in `serverName`, not in the URL. */
  url: string
  /** TLS server name to ask for. */
  serverName?: string
  /** Faults that can be switched on here. */
  faults: readonly FaultId[]
}

export interface Placement {
  name: string
  kind: ServiceKind
  system: string
  node?: Node
  serverName?: string
}

/** A port that is open, and what is to answer there. */
export interface Machine {
  isOn: IsOn
  listener: Listener
  url: string
  /** Runs after each switch of one of its faults. */
  onSwitch?: (isOn: IsOn) => Promise<void>
}

export interface RackOptions {
  /** One address for everything; absent: each machine its own, or 127.0.0.1 where the system does not answer there. */
  host?: string
  addresses?: Readonly<Record<Place, string>>
  ports: Readonly<Record<string, number>>
}

export class Rack {
  readonly switches = new FaultSwitches()
  readonly services: LabService[] = []
  readonly #listeners: Listener[] = []
  readonly #options: RackOptions

  constructor(options: RackOptions) {
    this.#options = options
  }

  /** @throws when the port asked for is taken; the message names the service. */
  async place(placement: Placement): Promise<Machine> {
    const { name, kind, node, serverName } = placement
    const listener = await this.#open(name, kind === 'virtual-address' ? 'virtual' : (node ?? 'single'))
    const url = `${serverName ? 'https' : 'http'}://${listener.host}:${listener.port}`
    const machine: Machine = { isOn: () => false, listener, url }
    machine.isOn = this.switches.register(name, kind, async (isOn) => {
      await machine.onSwitch?.(isOn)
      await listener.follow(isOn, LISTENER_FAULTS[kind])
    })
    this.services.push({ ...placement, host: listener.host, port: listener.port, url, faults: faultsOf(kind) })
    return machine
  }

  /** The switchboard: a port that is not one of the services. Its URL. */
  async placeControl(app: Hono): Promise<string> {
    const listener = await this.#open('control', 'single')
    listener.handler = speakHttp(app)
    return `http://${listener.host}:${listener.port}`
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.map((one) => one.close()))
  }

  async #open(name: string, place: Place): Promise<Listener> {
    const { host, addresses = ADDRESSES, ports } = this.#options
    const listener = await openFirst(host ? [host] : [addresses[place], ADDRESSES.single], ports[name] ?? 0, name)
    this.#listeners.push(listener)
    return listener
  }
}

/** Opens at the first of these addresses that the system has. */
async function openFirst([host = '', ...others]: readonly string[], port: number, name: string): Promise<Listener> {
  const listener = new Listener(host, port)
  try {
    await listener.open()
    return listener
  } catch (error) {
    const isElsewhere = (error as NodeJS.ErrnoException).code === 'EADDRNOTAVAIL'
    if (isElsewhere && others.length > 0) return openFirst(others, port, name)
    throw new Error(`laboratory: ${name} cannot listen on ${host}:${port}`, { cause: error })
  }
}

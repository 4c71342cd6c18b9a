// Stands between the product and PostgreSQL on loopback, and does to the connection what networks and servers do.

import { connect, createServer, type Server, type Socket } from 'node:net'

export interface DatabaseProxy {
  /** The same database, by way of the proxy. */
  url: string
  /** Cuts every connection and takes no new one: the server is stopped. */
  stop(): void
  /** Cuts every connection; new ones are taken. */
  cut(): void
  /** Every answer of the server comes so much later. */
  slowBy(delayMs: number): void
  /** The next commit is lost on its way there, or its answer on the way back; with `stays`, nobody is let in again. */
  loseNext(what: 'commit' | 'answer', stays?: boolean): void
  /** As in the beginning. */
  mend(): void
  close(): Promise<void>
}

/** `commit` as a simple query: the text and its end. */
const COMMIT = Buffer.from('commit\0')

export async function databaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl)
  const pairs = new Set<[Socket, Socket]>()
  let state: { isStopped: boolean; delayMs: number; lose?: 'commit' | 'answer'; stays: boolean } = fresh()
  function fresh() {
    return { isStopped: false, delayMs: 0, stays: false }
  }
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
    pairs.clear()
  }
  const lost = () => {
    state = { ...fresh(), isStopped: state.stays, stays: state.stays }
    cut()
  }
  const server: Server = createServer((client) => {
    if (state.isStopped) {
      client.destroy()
      return
    }
    const upstream = connect(Number(target.port), target.hostname)
    const pair: [Socket, Socket] = [client, upstream]
    pairs.add(pair)
    let isAnswerLost = false
    client.on('data', (bytes) => {
      if (state.lose && bytes.includes(COMMIT)) {
        if (state.lose === 'commit') return lost()
        isAnswerLost = true
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (isAnswerLost) return lost()
      if (state.delayMs === 0) client.write(bytes)
      else setTimeout(() => client.writable && client.write(bytes), state.delayMs)
    })
    for (const [one, other] of [pair, [upstream, client]] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => {
        other.destroy()
        pairs.delete(pair)
      })
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const url = new URL(databaseUrl)
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  url.hostname = '127.0.0.1'
  return {
    url: url.href,
    stop: () => {
      state.isStopped = true
      cut()
    },
    cut,
    slowBy: (delayMs) => {
      state.delayMs = delayMs
    },
    loseNext: (what, stays = false) => {
      state.lose = what
      state.stays = stays
    },
    mend: () => {
      state = fresh()
    },
    close: () => {
      cut()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

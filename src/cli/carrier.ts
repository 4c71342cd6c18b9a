// `carrier`: a UKey in software for trials and tests. A local program beside the browser; no part of the service.

import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type CarrierSettings, runCarrier } from '#adapters/keys/carrier/server.node.ts'
import { EXIT, type Io } from './io.ts'
import { parsed, UsageError, withUsage } from './usage.ts'

const USAGE = `usage: zhengxun carrier --console ORIGIN [--port 8462] [--file FILE] [--module LIBRARY --token LABEL --token-pin-file FILE]
  软介质（试用）：只监听 127.0.0.1，只答复这个控制台的页面；PIN 在本程序自己的页面里输入。
  A carrier in software, for trials: on loopback, for the pages of that console alone. RSA and P-256 keys are born on the PKCS#11
  token, where one is named.
`
const DEFAULT_PORT = '8462'

export const runCarrierCommand = withUsage(USAGE, async (argv, io) => {
  const settings = settingsOf(argv)
  const carrier = await runCarrier(settings)
  io.out(`软介质 · carrier: ${carrier.url}\n`)
  io.out(`打开以配对 · open to pair: ${pairingAddress(settings.consoleOrigin, carrier)}\n`)
  await interruption(io)
  await carrier.close()
  return EXIT.ok
})

/** What stands behind `#` stays in the browser. */
export function pairingAddress(origin: string, { url, pairingToken }: { url: string; pairingToken: string }): string {
  return `${origin}/carrier#${url}#${pairingToken}`
}

function settingsOf(argv: readonly string[]): CarrierSettings {
  const { values } = parsed(() =>
    parseArgs({
      args: [...argv],
      options: {
        console: { type: 'string' },
        port: { type: 'string', default: DEFAULT_PORT },
        file: { type: 'string', default: join(homedir(), '.zhengxun', 'carrier.json') },
        module: { type: 'string' },
        token: { type: 'string' },
        'token-pin-file': { type: 'string' },
      },
    }),
  )
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError('--port')
  const { module, token } = values
  const pinFile = values['token-pin-file']
  const given = [module, token, pinFile].filter((one) => one !== undefined)
  if (given.length !== 0 && given.length !== 3) throw new UsageError('--module, --token, --token-pin-file')
  return {
    path: resolve(values.file),
    consoleOrigin: originOf(values.console),
    port,
    ...(module && token && pinFile && { token: { module, token, pin: readFileSync(pinFile, 'utf8').trim() } }),
  }
}

function originOf(text: string | undefined): string {
  if (text === undefined || !URL.canParse(text)) throw new UsageError('--console')
  return new URL(text).origin
}

function interruption({ interrupted }: Io): Promise<void> {
  return new Promise((done) => {
    if (interrupted?.aborted) return done()
    interrupted?.addEventListener('abort', () => done(), { once: true })
  })
}

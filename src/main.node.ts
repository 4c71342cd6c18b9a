// `npm start` and the production image: the service, in this process, until it is told to stop.

import { runServe } from '#cli/serve.ts'
import { terminal } from '#cli/terminal.ts'

process.exitCode = await runServe(process.argv.slice(2), terminal())

// `npm run dev`: the service from its sources, restarted on change, and the console with hot reload on port 8461.
import { spawn } from 'node:child_process'
import { installPackages, requireNode } from './install.mjs'

requireNode()
installPackages()
const children = [
  ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', 'src/main.node.ts'],
  ['node_modules/vite/bin/vite.js', '--config', 'scripts/vite.config.ts'],
].map((args) => spawn(process.execPath, args, { stdio: 'inherit' }))
const stop = () => children.forEach((child) => void child.kill('SIGTERM'))
for (const child of children) child.on('exit', stop)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)

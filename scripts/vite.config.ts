import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { antdCss } from './antd-css.tsx'

const from = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** The console: built into dist/web, served by the product under a policy that allows no inline script and no inline style. */
export default defineConfig({
  root: from('src/web'),
  base: '/',
  plugins: [react(), antdCss()],
  build: {
    outDir: from('dist/web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    host: '127.0.0.1',
    port: 8461,
    proxy: { '/api': 'http://127.0.0.1:8460' },
  },
})

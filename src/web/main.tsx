import 'virtual:antd.css'
import './style/tokens.css'
import './style/base.css'
import './style/shell.css'
import './style/pieces.css'
import './style/tables.css'
import './style/forms.css'
import { StyleProvider } from '@ant-design/cssinjs'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ProblemError } from './api.ts'
import { PinDialog } from './carrier/pin-window.tsx'
import { offerSoftwareCarrier } from './carrier/software.ts'
import { startLanguage, useWords } from './language/index.ts'
import { Gate } from './shell/gate.tsx'
import { isSignInNeeded, recheckSession } from './shell/session.ts'
import { theme } from './theme.ts'

/** A refusal will be refused again; only a lost connection or a server in trouble is worth another try. */
function isWorthRetrying(failures: number, error: Error): boolean {
  const status = error instanceof ProblemError ? error.problem.status : 0
  return failures < 2 && (status === 0 || status >= 502)
}

const client = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: isWorthRetrying } },
})

/** A session that ended shows the sign-in form over the same address. */
for (const cache of [client.getQueryCache(), client.getMutationCache()])
  cache.subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return
    if (isSignInNeeded(event.action.error)) recheckSession(client)
  })

/** antd still makes a style element for its variables; kept off the page, where the policy would refuse it. The sheet has them all. */
const nowhere = document.createElement('div')

function Console() {
  const { language } = useWords()
  return (
    <StyleProvider container={nowhere}>
      <ConfigProvider
        theme={{ ...theme, zeroRuntime: true }}
        locale={language === 'zh' ? zhCN : enUS}
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        <App>
          <Gate />
          <PinDialog />
        </App>
      </ConfigProvider>
    </StyleProvider>
  )
}

startLanguage()
offerSoftwareCarrier()
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Console />
      </QueryClientProvider>
    </StrictMode>,
  )

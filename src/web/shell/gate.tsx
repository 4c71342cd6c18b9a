import { useState } from 'react'
import { RouterProvider } from 'react-router'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { ProviderReturn, RETURN_PATH } from '../sign-in/other-ways.tsx'
import { SignInPage } from '../sign-in/page.tsx'
import { FirstRecoveryCodes, UnfinishedPage } from '../sign-in/unfinished.tsx'
import { router } from './routes.tsx'
import { useSession } from './session.ts'
import { StepUp } from './step-up.tsx'

/** Nobody passes without a whole session; the address asked for stays, so signing in leads there. */
export function Gate() {
  const { account, error, retry, refresh } = useSession()
  const [codes, setCodes] = useState<string[]>()
  const [isReturning, setIsReturning] = useState(window.location.pathname === RETURN_PATH)
  // A lost connection takes nothing away that is on the page already.
  if (error && account === undefined)
    return (
      <main id="content">
        <ProblemAlert error={error} retry={retry} />
      </main>
    )
  if (account === undefined) return null
  if (isReturning) return <ProviderReturn onDone={() => setIsReturning(false)} />
  if (account === null) return <SignInPage />
  const kept = () => {
    setCodes(undefined)
    refresh()
  }
  return (
    <>
      {codes && <FirstRecoveryCodes codes={codes} onKept={kept} />}
      {!codes && account.owes && <UnfinishedPage account={account} onEnrolled={setCodes} />}
      {!codes && !account.owes && <RouterProvider router={router} />}
      <StepUp />
    </>
  )
}

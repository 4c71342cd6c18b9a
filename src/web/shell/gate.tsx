import { RouterProvider } from 'react-router'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { SignInPage } from '../sign-in/page.tsx'
import { router } from './routes.tsx'
import { useSession } from './session.ts'

/** Nobody passes without a session; the address asked for stays, so signing in leads there. */
export function Gate() {
  const { account, error, retry } = useSession()
  // A lost connection takes nothing away that is on the page already.
  if (error && account === undefined)
    return (
      <main id="content">
        <ProblemAlert error={error} retry={retry} />
      </main>
    )
  if (account === undefined) return null
  return account ? <RouterProvider router={router} /> : <SignInPage />
}

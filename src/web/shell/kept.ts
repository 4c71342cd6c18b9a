// What somebody has filled in outlives a session that ends half way: it is there again once the same account has signed in. In memory only,
// so that files come along and nothing of it stays on the machine.

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { isSignedIn, useSession } from './session.ts'

const kept = new Map<string, unknown>()

/** As `useState`; `name` says what it is for. Whoever leaves the page while signed in has let go of it. */
export function useKept<T>(name: string, fresh: () => T): [T, (next: T | ((before: T) => T)) => void] {
  const client = useQueryClient()
  const { account } = useSession()
  const key = `${account?.id} ${name}`
  const [value, setValue] = useState<T>(() => (kept.has(key) ? (kept.get(key) as T) : fresh()))
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  useEffect(
    () => () => {
      if (isSignedIn(client)) kept.delete(key)
      else kept.set(key, latest.current)
    },
    [client, key],
  )
  return [value, setValue]
}

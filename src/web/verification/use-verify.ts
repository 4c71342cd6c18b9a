import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { upload } from '../api.ts'
import { clearDesk, type DeskFile, formOf, planFor, verifiedDesk } from './desk.ts'

/** Sends what lies on the desk: one object and its report opens, several and they become a batch. */
export function useVerify(policy?: string) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [sent, setSent] = useState(0)
  const running = useRef<AbortController>(null)
  const sending = useMutation({
    mutationFn: async (files: readonly DeskFile[]) => {
      setSent(0)
      const plan = planFor(files)
      const path = plan === 'batch' ? '/verification-batches' : '/verifications'
      running.current = new AbortController()
      const { id } = await upload<{ id: string }>(path, formOf(files, plan, policy), setSent, running.current.signal)
      return { id, plan }
    },
    onSuccess: async ({ id, plan }) => {
      if (plan === 'batch') {
        clearDesk()
        await client.invalidateQueries({ queryKey: ['/verification-batches'] })
        return
      }
      verifiedDesk(id)
      await client.invalidateQueries({ queryKey: ['/verifications'] })
      await navigate(`/verification/${id}`)
    },
  })
  const isStopped = sending.error instanceof DOMException && sending.error.name === 'AbortError'
  return {
    start: sending.mutate,
    stop: () => running.current?.abort(),
    reset: sending.reset,
    isRunning: sending.isPending,
    error: isStopped ? null : sending.error,
    /** The share of the upload that is through. */
    sent,
    batchMade: sending.data?.plan === 'batch' ? sending.data.id : undefined,
  }
}

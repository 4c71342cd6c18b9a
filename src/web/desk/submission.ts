import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { sendMaterials } from './materials.tsx'
import type { Asked, Details, Kind } from './shapes.ts'

export interface Draft {
  kind: Kind
  staffId: string
  credentialId: string
  details: Details
  files: readonly File[]
  /** What the server has of it already. */
  stored?: { id: string; staffId: string; files: readonly File[] }
}

/** A draft that could not be submitted stays: the next attempt takes it up, and sends no file twice. */
export function useSubmission(draft: Draft, change: (part: Pick<Draft, 'stored'>) => void) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async () => {
      let stored = await store(draft, t('desk.cancelled'))
      change({ stored })
      const missing = draft.files.filter((one) => !stored.files.includes(one))
      await sendMaterials(stored.id, missing, (file) => {
        stored = { ...stored, files: [...stored.files, file] }
        change({ stored })
      })
      return write<Asked>('POST', `/user-requests/${stored.id}/submission`)
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['/user-requests'] })
      await navigate(`/desk/${id}`)
    },
  })
}

async function store(
  { kind, staffId, credentialId, details, stored }: Draft,
  whyNot: string,
): Promise<NonNullable<Draft['stored']>> {
  const body = { ...(credentialId && { credentialId }), details }
  if (stored?.staffId === staffId) {
    await write('PATCH', `/user-requests/${stored.id}`, body)
    return stored
  }
  // A request stays with its person: one for somebody else is another one.
  if (stored) await write('POST', `/user-requests/${stored.id}/cancellation`, { reason: whyNot })
  const { id } = await write<Asked>('POST', '/user-requests', { kind, staffId, ...body })
  return { id, staffId, files: [] }
}

// One thing done to several lineages, each for itself: one that fails stops none of the others, and every outcome is told.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LineageRow } from '../../contract.ts'
import { useProblemText } from '../../pieces/problem-alert.tsx'

export interface Outcome {
  state: 'running' | 'done' | 'skipped' | 'failed'
  text: string
}

/** Gentle to the server and to the nodes behind it. */
const CONCURRENCY = 2

/** What was done in words, or why this one was left out. */
export type Act = (row: LineageRow) => Promise<Omit<Outcome, 'state'> & { state: 'done' | 'skipped' }>

export function useBulk(rows: readonly LineageRow[], act: Act) {
  const client = useQueryClient()
  const problemText = useProblemText()
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map())
  const tell = (id: string, outcome: Outcome) => setOutcomes((known) => new Map(known).set(id, outcome))
  const one = async (row: LineageRow) => {
    tell(row.id, { state: 'running', text: '' })
    try {
      tell(row.id, await act(row))
    } catch (error) {
      tell(row.id, { state: 'failed', text: problemText(error) })
    }
  }
  const work = useMutation({
    mutationFn: async () => {
      const waiting = [...rows]
      const worker = async () => {
        for (let row = waiting.shift(); row; row = waiting.shift()) await one(row)
      }
      await Promise.all(Array.from({ length: CONCURRENCY }, worker))
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['/lineages'] }),
  })
  return { outcomes, run: () => work.mutate(), isRunning: work.isPending, isDone: work.isSuccess }
}

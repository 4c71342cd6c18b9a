// While a carrier in software waits for its PIN. The window belongs to another program and is cut off from this page, so whether it was closed
// or held back by the browser is not seen from here: the way to open it again, or to give up, stays in front of whoever waits.

import { useSyncExternalStore } from 'react'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'

export interface PinWait {
  readonly isGivenUp: boolean
  /** The PIN was entered, or nobody waits for it any more. */
  end(): void
}

interface Shown {
  open: () => void
  giveUp: () => void
}

let shown: Shown | undefined
const listeners = new Set<() => void>()

function show(next: Shown | undefined): void {
  shown = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Opens the carrier's own page and says so until `end`. */
export function waitForPin(page: string): PinWait {
  const open = () => void window.open(page, 'zhengxun-carrier', 'popup,width=420,height=560')
  let isGivenUp = false
  const end = () => show(undefined)
  const giveUp = () => {
    isGivenUp = true
    end()
  }
  open()
  show({ open, giveUp })
  return {
    get isGivenUp() {
      return isGivenUp
    },
    end,
  }
}

export function PinDialog() {
  const { t } = useWords()
  const waiting = useSyncExternalStore(subscribe, () => shown)
  if (!waiting) return null
  return (
    <Dialog
      title={t('carrier.pin')}
      onClose={waiting.giveUp}
      action={{ text: t('carrier.pin-again'), run: waiting.open, isRunning: false }}
    >
      <p>{t('carrier.pin-what')}</p>
      <p className="small soft">{t('carrier.pin-lost')}</p>
    </Dialog>
  )
}

import { useEffect, useState } from 'react'
import { DrawingError, type OpenPdf, openPdf, type Undrawable } from './pdf.ts'

export type Opening = { state: 'opening' } | { state: 'open'; pdf: OpenPdf } | { state: 'failed'; reason: Undrawable }

/** The bytes of the file up to an end, opened for as long as they are on the screen. */
export function useOpenPdf(bytes: Uint8Array, end: number, password: string | undefined): Opening {
  const [opening, setOpening] = useState<Opening>({ state: 'opening' })
  useEffect(() => {
    let isLeft = false
    let open: OpenPdf | undefined
    setOpening({ state: 'opening' })
    // A copy: it moves into the worker.
    openPdf(bytes.slice(0, end), password).then(
      (pdf) => {
        open = pdf
        if (isLeft) pdf.close()
        else setOpening({ state: 'open', pdf })
      },
      (error: unknown) => !isLeft && setOpening({ state: 'failed', reason: reasonOf(error) }),
    )
    return () => {
      isLeft = true
      open?.close()
    }
  }, [bytes, end, password])
  return opening
}

export function reasonOf(error: unknown): Undrawable {
  return error instanceof DrawingError ? error.reason : 'damaged'
}

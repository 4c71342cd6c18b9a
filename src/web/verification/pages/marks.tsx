import type { Rectangle } from '#core/documents/marks.ts'
import type { VerificationReport } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { isBad, useChangeText } from './notes.tsx'
import type { Box } from './pdf.ts'
import type { PageReading } from './reading.ts'
import { MarkBox } from './viewer.tsx'

interface MarksProps {
  boxOf: (rectangle: Rectangle) => Box
  scale: number
  report: VerificationReport
  reading: PageReading
}

/** Signatures and later changes over a sheet, numbered as in the list beside it. */
export function Marks({ boxOf, scale, report, reading: { signatures, changes } }: MarksProps) {
  const { t } = useWords()
  const changeText = useChangeText(report)
  const texts = [...new Set(changes.map(({ what }) => changeText(what)))]
  return (
    <>
      {changes.map(
        ({ what, rectangle }, index) =>
          rectangle && (
            <MarkBox
              key={`${what.code}${what.where}${index.toString()}`}
              box={boxOf(rectangle)}
              scale={scale}
              look={isBad(what) ? 'change-bad' : 'change-note'}
              label={(texts.indexOf(changeText(what)) + 1).toString()}
              title={changeText(what)}
            />
          ),
      )}
      {signatures.map(
        ({ what, rectangle }, index) =>
          rectangle && (
            <MarkBox
              key={`${what.field}${index.toString()}`}
              box={boxOf(rectangle)}
              scale={scale}
              look="signature"
              label={t(`preview.${what.kind}`, { name: what.field })}
            />
          ),
      )}
    </>
  )
}

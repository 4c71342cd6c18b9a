// Where the signatures of an OFD stand on its pages, for a preview: told by the judge, decided nowhere else (GB/T 33190-2016 ch. 18,
// clause unverified; millimetres from the upper left corner).

import { worstEffect } from '../../verdict.ts'
import type { DocumentMarks, Place, SignatureMark } from '../marks.ts'
import type { SignatureParts } from './coverage.ts'
import type { Stamp } from './signature-files.ts'
import type { JudgedSignature } from './signatures.ts'
import type { OfdPage, Structure } from './structure.ts'

export function marksOf(
  { bodies }: Structure,
  all: readonly SignatureParts[],
  judged: readonly JudgedSignature[],
): DocumentMarks {
  const pages = bodies.flatMap((body) => body.pages)
  const signatures = all.map((one, index) => markOf(one, pages, judged[index]))
  return { pages: pages.length, revisions: [], signatures }
}

function markOf({ listed, file }: SignatureParts, pages: readonly OfdPage[], judged?: JudgedSignature): SignatureMark {
  const changes = judged ? changesOf(judged, pages) : []
  return {
    field: listed.id,
    kind: 'signature',
    places: (file?.stamps ?? []).flatMap((stamp) => placeOf(stamp, pages)),
    hasLaterOctets: changes.length > 0,
    changes,
  }
}

function placeOf({ pageId, boundary }: Stamp, pages: readonly OfdPage[]): Place[] {
  const page = pages.findIndex((one) => one.id === pageId)
  if (page < 0) return []
  const [x, y, width, height] = boundary
  if (x === undefined || y === undefined || width === undefined || height === undefined) return [{ page }]
  return [{ page, rectangle: [x, y, x + width, y + height] }]
}

/** Files the signature does not hold for, on their page where they are one. */
function changesOf({ steps }: JudgedSignature, pages: readonly OfdPage[]): SignatureMark['changes'] {
  const relevant = steps.filter(({ id }) => id === 'ofd.references' || id === 'ofd.coverage')
  const findings = relevant.flatMap((one) => one.findings).filter((one) => worstEffect([one]) === 'fatal')
  return findings.flatMap(({ code, effect, params }) => {
    const where = params?.name
    if (typeof where !== 'string') return []
    const page = pages.findIndex(({ path }) => path === where)
    return [{ code, effect, where, places: page < 0 ? [] : [{ page }] }]
  })
}

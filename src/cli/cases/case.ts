// One line of a corpus.

/** The fields of a case this command reads; the corpus's own page defines them. */
export interface Case {
  id: string
  set?: string
  kind: string
  file: string
  content?: string
  /** The PDF signature field to judge. */
  field?: string
  detached?: string[]
  query?: string
  anchors?: string[]
  tsaAnchors?: string[]
  intermediates?: string[]
  crls?: string[]
  ocsps?: string[]
  at?: string
  requireRevocation?: boolean
  sm2Id?: string
  tsaValidFor?: { start?: string; end?: string }[]
  signerCertWindow?: [string, string]
  [other: string]: unknown
}

// Pictures of an item: small ones that open the whole, and the place to hand more in.

import { useMutation } from '@tanstack/react-query'
import { apiUrl, write } from '../api.ts'
import type { RoundPhoto } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

const round = (id: string) => `/rounds/${encodeURIComponent(id)}`

export function Photos({ roundId, photos }: { roundId: string; photos: readonly RoundPhoto[] }) {
  const { t } = useWords()
  if (photos.length === 0) return null
  return (
    <span className="photos">
      {photos.map(({ sha256, name }) => {
        const url = apiUrl(`${round(roundId)}/photos/${sha256}`)
        return (
          <a key={sha256} href={url} target="_blank" rel="noreferrer" title={`${name}\nSHA-256 ${sha256}`}>
            <img src={url} alt={t('photo.of', { name })} loading="lazy" />
          </a>
        )
      })}
    </span>
  )
}

interface Props {
  roundId: string
  itemId: number
  photos: readonly RoundPhoto[]
  onChange: (photos: RoundPhoto[]) => void
}

export function PhotoField({ roundId, itemId, photos, onChange }: Props) {
  const { t } = useWords()
  const add = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const added: RoundPhoto[] = []
      for (const file of files) {
        const form = new FormData()
        form.set('file', file)
        added.push(await write<RoundPhoto>('POST', `${round(roundId)}/items/${itemId}/photos`, form))
      }
      return added
    },
    onSuccess: (added) => {
      const known = new Set(photos.map(({ sha256 }) => sha256))
      onChange([...photos, ...added.filter(({ sha256 }) => !known.has(sha256))])
    },
  })
  return (
    <div className="field">
      <span className="label">{t('photo.title')}</span>
      <Photos roundId={roundId} photos={photos} />
      <DropZone
        slim
        multiple
        accept="image/jpeg,image/png"
        title={add.isPending ? t('photo.sending') : t('photo.add')}
        hint={t('photo.hint')}
        onFiles={(dropped) => add.mutate(dropped.map(({ file }) => file))}
      />
      <ProblemAlert error={add.error} />
    </div>
  )
}

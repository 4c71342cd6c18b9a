import { DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { writeForFile } from '../api.ts'
import { useWords } from '../language/index.ts'
import { download } from '../pieces/download.ts'

type Kind = 'trail' | 'table'
type Search = Record<string, string | undefined>

const LINE_END = 10

/** Takes the trail of the chosen days along, or what the search found, and shows how far it has come. */
export function useExport(search: Search) {
  const { t } = useWords()
  const client = useQueryClient()
  const [progress, setProgress] = useState<{ rows: number; total: number }>()
  const run = useMutation({
    mutationFn: async (kind: Kind) => {
      setProgress(undefined)
      let lines = 0
      let total = 0
      const count = (part: Uint8Array, of: number) => {
        total = of
        for (const octet of part) if (octet === LINE_END) lines += 1
        if (kind === 'trail') setProgress({ rows: Math.min(lines, of), total: of })
      }
      const file = await writeForFile('/audit/export', { kind, ...orderOf(kind, search) }, count)
      download(file.name, file.bytes, file.mediaType)
      return total
    },
    onSettled: () => {
      setProgress(undefined)
      void client.invalidateQueries({ queryKey: ['/audit'] })
    },
  })
  const note = run.isPending
    ? progress && t('audit.exporting', progress)
    : run.data !== undefined && t('audit.exported', { rows: run.data })
  return { run, note: note || undefined }
}

/** The trail of a time is whole or it proves nothing: only days narrow it. */
function orderOf(kind: Kind, { from, to, ...search }: Search): Search {
  return kind === 'trail' ? { from, to } : { from, to, ...search }
}

export function ExportButton({ run }: Pick<ReturnType<typeof useExport>, 'run'>) {
  const { t } = useWords()
  const items = (['trail', 'table'] as const).map((key) => ({ key, label: t(`audit.export-${key}`) }))
  return (
    <Dropdown menu={{ items, onClick: ({ key }) => run.mutate(key as Kind) }} trigger={['click']}>
      <Button icon={<DownloadOutlined />} loading={run.isPending}>
        {t('audit.export')}
      </Button>
    </Dropdown>
  )
}

import { DownloadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { writeForFile } from '../api.ts'
import { useWords } from '../language/index.ts'
import { download } from '../pieces/download.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

/** Everything that shows it, as one file that is checked without us. */
export function Evidence({ id }: { id: string }) {
  const { t } = useWords()
  const take = useMutation({
    mutationFn: async () => {
      const file = await writeForFile(`/holdings/${id}/evidence`, {})
      download(file.name, file.bytes, file.mediaType)
    },
  })
  return (
    <>
      <Button size="small" icon={<DownloadOutlined />} loading={take.isPending} onClick={() => take.mutate()}>
        {t('holdings.evidence')}
      </Button>
      <ProblemAlert error={take.error} />
    </>
  )
}

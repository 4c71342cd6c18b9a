import { Button } from 'antd'
import { upload } from '../api.ts'
import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'

/** Evidence: on a phone the camera offers itself. */
export function Materials({ files, set }: { files: readonly File[]; set: (files: File[]) => void }) {
  const { t } = useWords()
  return (
    <div className="stack">
      <DropZone
        slim
        multiple
        title={t('desk.materials')}
        hint={t('desk.materials-hint')}
        accept=".pdf,.jpg,.jpeg,.png"
        onFiles={(dropped) => set([...files, ...dropped.map(({ file }) => file)])}
      />
      {files.length > 0 && (
        <ul className="desk-files">
          {files.map((file) => (
            <li key={`${file.name}${file.lastModified}`}>
              <span className="grow">{file.name}</span>
              <Button size="small" onClick={() => set(files.filter((one) => one !== file))}>
                {t('action.remove-what', { what: '' })}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** @param onSent each as it has arrived */
export async function sendMaterials(id: string, files: readonly File[], onSent: (file: File) => void): Promise<void> {
  for (const file of files) {
    const form = new FormData()
    form.append('file', file)
    await upload<unknown>(`/user-requests/${id}/materials`, form, () => undefined)
    onSent(file)
  }
}

import { FolderOpenOutlined, InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type DragEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useWords } from '../language/index.ts'
import { type Dropped, droppedFiles, pickedFiles } from './dropped-files.ts'

interface Props {
  title: string
  hint?: ReactNode
  accept?: string
  multiple?: boolean
  /** Folders too, walked through. */
  folders?: boolean
  /** One line instead of a field. */
  slim?: boolean
  onFiles: (dropped: Dropped[]) => void
}

/** A place to drop files, which is also an ordinary file input for keyboards and readers. */
export function DropZone({ title, hint, accept, multiple = false, folders = false, slim = false, onFiles }: Props) {
  const [isOver, setIsOver] = useState(false)
  const id = useId()
  const take = (files: Dropped[]) => {
    if (files.length > 0) onFiles(multiple ? files : files.slice(0, 1))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    void droppedFiles(event.dataTransfer).then(take)
  }
  return (
    <div className="drop-field">
      <label
        htmlFor={id}
        className={`drop${isOver ? ' over' : ''}${slim ? ' slim' : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <InboxOutlined />
        <strong>{title}</strong>
        {hint && <span className="soft small">{hint}</span>}
        <input
          id={id}
          className="unseen"
          type="file"
          accept={accept}
          multiple={multiple}
          onChange={(event) => {
            take(pickedFiles(event.target))
            event.target.value = ''
          }}
        />
      </label>
      {folders && <FolderButton onFiles={take} />}
    </div>
  )
}

function FolderButton({ onFiles }: Pick<Props, 'onFiles'>) {
  const { t } = useWords()
  const folder = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={folder}
        hidden
        type="file"
        aria-label={t('desk.folder')}
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          onFiles(pickedFiles(event.target))
          event.target.value = ''
        }}
      />
      <Button size="small" type="text" icon={<FolderOpenOutlined />} onClick={() => folder.current?.click()}>
        {t('desk.folder')}
      </Button>
    </>
  )
}

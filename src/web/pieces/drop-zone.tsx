import { InboxOutlined } from '@ant-design/icons'
import { type DragEvent, type ReactNode, useId, useState } from 'react'

interface Props {
  title: string
  hint?: ReactNode
  accept?: string
  multiple?: boolean
  /** One line instead of a field. */
  slim?: boolean
  onFiles: (files: File[]) => void
}

/** A place to drop files, which is also an ordinary file input for keyboards and readers. */
export function DropZone({ title, hint, accept, multiple = false, slim = false, onFiles }: Props) {
  const [isOver, setIsOver] = useState(false)
  const id = useId()
  const take = (files: FileList | null) => {
    const all = [...(files ?? [])]
    if (all.length) onFiles(multiple ? all : all.slice(0, 1))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    take(event.dataTransfer.files)
  }
  return (
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
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </label>
  )
}

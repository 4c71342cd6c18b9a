import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { useWords } from '../language/index.ts'

interface Props {
  title: string
  onClose: () => void
  children: ReactNode
  /** The button that does it; absent where the dialog only shows. */
  action?: { text: string; run: () => void; isRunning: boolean; isDisabled?: boolean }
  /** `sheet` rises from the bottom edge of a phone; `wide` has room for a list of fields. */
  look?: 'window' | 'sheet' | 'wide'
}

/** The browser's own dialog: it traps the focus, closes on Escape and gives the focus back. antd's writes style elements, which the policy refuses. */
export function Dialog({ title, onClose, children, action, look = 'window' }: Props) {
  const { t } = useWords()
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current
    if (dialog && !dialog.open) dialog.showModal()
  }, [])
  // Pressed outside too: text that is selected past the edge, or a list that moves under the pointer, closes nothing.
  const pressed = useRef<EventTarget>(null)
  const closeOutside = (event: MouseEvent) => {
    if (event.target === ref.current && pressed.current === ref.current) onClose()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the key that closes a dialog is Escape, which the browser handles
    <dialog
      ref={ref}
      className={`dialog ${look}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onMouseDown={({ target }) => {
        pressed.current = target
      }}
      onClick={closeOutside}
    >
      <div className="inside">
        <header>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="copy" aria-label={t('action.close')} onClick={onClose}>
            <CloseOutlined />
          </button>
        </header>
        <div className="stack">{children}</div>
        {action && (
          <footer>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button
              type="primary"
              loading={action.isRunning}
              disabled={action.isDisabled ?? false}
              onClick={action.run}
            >
              {action.text}
            </Button>
          </footer>
        )}
      </div>
    </dialog>
  )
}

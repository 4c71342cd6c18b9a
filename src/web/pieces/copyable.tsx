import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useWords } from '../language/index.ts'

/** Copies without the async clipboard too: that one is absent outside https and localhost. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const { t } = useWords()
  const [copied, setCopied] = useState(false)
  const label = copied ? t('action.copied') : t('action.copy-what', { what })
  return (
    <button
      type="button"
      className="copy"
      aria-label={label}
      title={label}
      onClick={() => void copy(text).then(() => setCopied(true))}
      onBlur={() => setCopied(false)}
    >
      {copied ? <CheckOutlined /> : <CopyOutlined />}
    </button>
  )
}

/** A fingerprint, serial or path in monospace, with its copy button. `short` keeps both ends of a long one. */
export function Mono({ text, what, short = false }: { text: string; what: string; short?: boolean }) {
  const shown = short && text.length > 20 ? `${text.slice(0, 8)}…${text.slice(-8)}` : text
  return (
    <span className="copyable">
      <code title={text}>{shown}</code>
      <CopyButton text={text} what={what} />
    </span>
  )
}

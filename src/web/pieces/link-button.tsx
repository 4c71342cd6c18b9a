import { Button } from 'antd'
import type { MouseEvent, ReactNode } from 'react'
import { useNavigate } from 'react-router'

interface Props {
  to: string
  children: ReactNode
  icon?: ReactNode
  /** One of several in the head of a page. */
  small?: boolean
  /** Not the main thing to do here. */
  quiet?: boolean
}

/** A link that looks like a button: it opens in a new tab as links do, and stays in the page otherwise. */
export function LinkButton({ to, children, icon, small = false, quiet = false }: Props) {
  const navigate = useNavigate()
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void navigate(to)
  }
  return (
    <Button type={quiet ? 'default' : 'primary'} size={small ? 'small' : 'middle'} href={to} icon={icon} onClick={go}>
      {children}
    </Button>
  )
}

import { Button } from 'antd'
import type { MouseEvent, ReactNode } from 'react'
import { useNavigate } from 'react-router'

/** A link that looks like a button: it opens in a new tab as links do, and stays in the page otherwise. */
export function LinkButton({ to, children, icon }: { to: string; children: ReactNode; icon?: ReactNode }) {
  const navigate = useNavigate()
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void navigate(to)
  }
  return (
    <Button type="primary" href={to} icon={icon} onClick={go}>
      {children}
    </Button>
  )
}

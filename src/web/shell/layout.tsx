import { GlobalOutlined, LogoutOutlined, MenuOutlined } from '@ant-design/icons'
import { App } from 'antd'
import { useState } from 'react'
import { Link, NavLink, Outlet, useNavigate } from 'react-router'
import { useQueueCount } from '../approvals/queue.ts'
import { switchLanguage, type TextKey, useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { useProblemText } from '../pieces/problem-alert.tsx'
import seal from '../seal.svg'
import { PLACES, type Place } from './places.tsx'
import { may, useSession } from './session.ts'
import '../security/security.css'

/** How many places the bottom bar of a phone holds beside the menu. */
const BAR_PLACES = 4

function PlaceLink({ place, onClick }: { place: Place; onClick?: () => void }) {
  const { t } = useWords()
  return (
    <NavLink className="place" to={place.path} {...(onClick ? { onClick } : {})}>
      {place.icon}
      <span>{t(place.title)}</span>
      {place.counts && <WaitingCount />}
    </NavLink>
  )
}

function WaitingCount() {
  const { t } = useWords()
  const count = useQueueCount()
  if (count === 0) return null
  return (
    <span className="count" title={t('approval.queue')}>
      {count}
    </span>
  )
}

function Person({ onClick }: { onClick?: () => void }) {
  const { t } = useWords()
  const { account } = useSession()
  if (!account) return null
  const roles = account.roles.map((role) => t(`role.${role}` as TextKey)).join('、')
  return (
    <NavLink
      className="place person"
      to="/security"
      title={`${account.username} · ${roles} · ${t('place.security')}`}
      {...(onClick ? { onClick } : {})}
    >
      <strong>{account.name}</strong>
      <span className="small">{roles}</span>
    </NavLink>
  )
}

function Switches() {
  const { t } = useWords()
  const { signOut } = useSession()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const textOf = useProblemText()
  const leave = async () => {
    try {
      await signOut()
      await navigate('/', { replace: true })
    } catch (error) {
      void message.error(textOf(error))
    }
  }
  return (
    <>
      <button type="button" className="plain place" onClick={switchLanguage}>
        <GlobalOutlined />
        <span>{t('action.other-language')}</span>
      </button>
      <button type="button" className="plain place" onClick={() => void leave()}>
        <LogoutOutlined />
        <span>{t('action.sign-out')}</span>
      </button>
    </>
  )
}

function Rail({ places }: { places: readonly Place[] }) {
  const { t } = useWords()
  return (
    <header className="rail">
      <div className="brand">
        <img src={seal} alt="" />
        <span>{t('app.short')}</span>
      </div>
      <nav className="places" aria-label={t('place.all')}>
        {places.map((place) => (
          <PlaceLink key={place.path} place={place} />
        ))}
      </nav>
      <div className="foot">
        <Person />
        <Switches />
      </div>
    </header>
  )
}

function Bar({ places }: { places: readonly Place[] }) {
  const { t } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <nav className="bar" aria-label={t('place.all')}>
      {places.slice(0, BAR_PLACES).map((place) => (
        <PlaceLink key={place.path} place={place} />
      ))}
      <button type="button" className="plain place" aria-expanded={isOpen} onClick={() => setIsOpen(true)}>
        <MenuOutlined />
        <span>{t('place.more')}</span>
      </button>
      {isOpen && (
        <Dialog look="sheet" title={t('place.more')} onClose={() => setIsOpen(false)}>
          <div className="more">
            {places.slice(BAR_PLACES).map((place) => (
              <PlaceLink key={place.path} place={place} onClick={() => setIsOpen(false)} />
            ))}
            <Person onClick={() => setIsOpen(false)} />
            <Switches />
          </div>
        </Dialog>
      )}
    </nav>
  )
}

/** Where a second factor is only offered: what real use would ask for. */
function Advice() {
  const { t } = useWords()
  return (
    <p className="advice">
      <span>{t('security.advice')}</span>
      <Link to="/security">{t('security.advice-go')}</Link>
    </p>
  )
}

export function Layout() {
  const { t } = useWords()
  const { account } = useSession()
  const places = PLACES.filter((place) => may(account, place.permission))
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('action.skip')}
      </a>
      <Rail places={places} />
      <main id="content" tabIndex={-1}>
        {account?.isUnderprotected && <Advice />}
        <Outlet />
      </main>
      <Bar places={places} />
    </div>
  )
}

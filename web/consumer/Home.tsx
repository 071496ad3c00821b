import { Link } from '@tanstack/react-router'
import { Button } from 'antd-mobile'
import { useTranslation } from 'react-i18next'
import { LanguageButton, LargeButton } from '../kit/phone.tsx'

export function Home() {
  const { t } = useTranslation()
  const tiles = [
    { to: '/track', name: 'track' },
    { to: '/orders', name: 'orders' },
    { to: '/buys', name: 'c.buys' },
    { to: '/claims', name: 'c.claims' },
    { to: '/appliances', name: 'appliances' },
    { to: '/check', name: 'h.title' },
    { to: '/me', name: 'me' },
  ]
  return (
    <>
      <header className="top">
        <h1>{t('app')}</h1>
        <LargeButton />
        <LanguageButton />
      </header>
      <section className="hero">
        <h1 style={{ fontSize: '1.5rem' }}>{t('hero')}</h1>
        <p>{t('hero.text')}</p>
        <Link to="/report">
          <Button block size="large" style={{ '--border-radius': '12px', '--text-color': '#0a4f5c', fontWeight: 700 }}>
            {t('report')}
          </Button>
        </Link>
        <p style={{ margin: '10px 0 0' }}>{t('report.hint')}</p>
      </section>
      <nav className="tiles">
        {tiles.map(({ to, name }) => (
          <Link key={to} to={to} className="tile">
            <b>{t(name)}</b>
            <span>{t(`${name}.hint`)}</span>
          </Link>
        ))}
      </nav>
    </>
  )
}

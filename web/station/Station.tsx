import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageButton } from '../kit/phone.tsx'
import { useOutdated } from '../kit/version.ts'
import { type Camera, useCamera } from './camera.ts'
import { Films } from './Films.tsx'
import { useFilms } from './kept.ts'
import { type Packing, usePacking } from './packing.ts'
import { type Merchant, useMerchants, useReach } from './reach.ts'
import { Scanner, useCameraScan } from './Scanner.tsx'
import type { Reach } from './sync.ts'
import { useAlone } from './tab.ts'

/** The page that stays open at the packing table: a scan begins a film, the next one seals it. */
export function Station() {
  const { t } = useTranslation()
  const isAlone = useAlone()
  return isAlone ? <Table /> : <p className="wrong">{t('st.elsewhere')}</p>
}

function Table() {
  const films = useFilms()
  const [filming, setFilming] = useState<string | null>(null)
  const { reach, retry } = useReach(filming)
  const merchants = useMerchants(reach)
  const [chosen, choose] = useState(localStorage.getItem('anxin.station.merchant'))
  const merchant = merchants.find(({ id }) => id === chosen) ?? merchants[0] ?? null
  const label = useRef('')
  const camera = useCamera(() => `${label.current}  ${new Date().toLocaleString('zh-CN', { hour12: false })}`)
  const told = useCallback(
    (id: string | null) => {
      setFilming(id)
      retry()
    },
    [retry],
  )
  const packing = usePacking(merchant?.id ?? null, camera, told)
  label.current = packing.waybill ?? ''
  useAwake()
  const pick = (id: string) => {
    localStorage.setItem('anxin.station.merchant', id)
    choose(id)
  }
  return (
    <main className="station">
      <Bar reach={reach} merchants={merchants} merchant={merchant} pick={pick} />
      <Stage camera={camera} packing={packing} />
      <aside>
        <Scanner packing={packing} isReady={merchant !== null && camera.state === 'on'} />
        <Settings camera={camera} packing={packing} />
        <Films films={films} />
      </aside>
    </main>
  )
}

/** A table's screen that goes dark is of no use. */
function useAwake(): void {
  useEffect(() => {
    const hold = () => void navigator.wakeLock?.request('screen').catch(() => {}) // a battery that is low may say no
    hold()
    document.addEventListener('visibilitychange', hold)
    return () => document.removeEventListener('visibilitychange', hold)
  }, [])
}

type BarProps = { reach: Reach | null; merchants: Merchant[]; merchant: Merchant | null; pick: (id: string) => void }
function Bar({ reach, merchants, merchant, pick }: BarProps) {
  const { t } = useTranslation()
  const isOutdated = useOutdated()
  return (
    <header>
      <h1>{t('st.title')}</h1>
      {merchants.length > 1 ? (
        <select aria-label={t('st.merchant')} value={merchant?.id} onChange={(event) => pick(event.target.value)}>
          {merchants.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <span>{merchant?.name}</span>
      )}
      <span className={`reach ${reach ?? ''}`} role="status">
        {t(`st.reach.${reach ?? 'asking'}`)}
      </span>
      {reach === 'signed-out' && <a href="/merchant">{t('sign.in')}</a>}
      {isOutdated && (
        <button type="button" onClick={() => location.reload()}>
          {t('t.newer')}
        </button>
      )}
      <a className="end" href="/merchant?page=recordings">
        {t('st.all')}
      </a>
      <LanguageButton />
    </header>
  )
}

function Stage({ camera, packing }: { camera: Camera; packing: Packing }) {
  const { t } = useTranslation()
  return (
    <section className={packing.waybill ? 'stage filming' : 'stage'} aria-label={t('st.picture')}>
      <canvas ref={camera.canvas} width={1280} height={720} />
      {camera.state === 'refused' && <p className="wrong">{t('st.no_camera')}</p>}
      {packing.waybill && (
        <p className="now" role="status">
          <i aria-hidden />
          <b>{packing.waybill}</b>
          <Running since={packing.startedAt} />
        </p>
      )}
      {packing.waybill && (
        <button type="button" className="seal" onClick={() => packing.end('button')}>
          {t('st.seal')}
        </button>
      )}
    </section>
  )
}

function Running({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.floor((now - since) / 1_000))
  return <span>{`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`}</span>
}

function Settings({ camera, packing }: { camera: Camera; packing: Packing }) {
  const { t } = useTranslation()
  const [isReading, setReading] = useState(localStorage.getItem('anxin.station.reads') === '1')
  useCameraScan(isReading, camera, packing)
  const read = (on: boolean) => {
    localStorage.setItem('anxin.station.reads', on ? '1' : '0')
    setReading(on)
  }
  return (
    <details>
      <summary>{t('st.settings')}</summary>
      <Chooser which="main" none="st.camera.any" camera={camera} packing={packing} />
      <Chooser which="inset" none="st.camera.none" camera={camera} packing={packing} />
      <label className="check">
        <input type="checkbox" checked={isReading} onChange={(event) => read(event.target.checked)} />
        {t('st.camera.reads')}
      </label>
    </details>
  )
}

type Choice = { which: 'main' | 'inset'; none: string; camera: Camera; packing: Packing }
/** Which of the machine's cameras. Not while a film runs: its picture would change its size. */
function Chooser({ which, none, camera, packing }: Choice) {
  const { t } = useTranslation()
  return (
    <label>
      {t(`st.camera.${which}`)}
      <select
        disabled={packing.waybill !== null}
        value={camera[which]}
        onChange={(event) => camera.choose(which, event.target.value)}
      >
        <option value="">{t(none)}</option>
        {camera.devices.map(({ deviceId, label }, i) => (
          <option key={deviceId} value={deviceId}>
            {label || t('st.camera.nth', { n: i + 1 })}
          </option>
        ))}
      </select>
    </label>
  )
}

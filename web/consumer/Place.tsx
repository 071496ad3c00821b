import { useState } from 'react'
import { useTranslation } from 'react-i18next'

export type PlaceSaid = { latitude: number; longitude: number }

/** Where the phone is, if its owner says so: the technician finds the way, and the page can tell how far they are. */
export function Place({ place, set }: { place: PlaceSaid | null; set: (place: PlaceSaid | null) => void }) {
  const { t } = useTranslation()
  const [isFailed, setFailed] = useState(false)
  const toggle = () => {
    setFailed(false)
    if (place) return set(null)
    if (!navigator.geolocation) return setFailed(true)
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => set({ latitude, longitude }),
      () => setFailed(true),
      { timeout: 10_000 },
    )
  }
  return (
    <p className="place">
      <button type="button" className="chip" aria-pressed={place !== null} onClick={toggle}>
        {t(place ? 'place.given' : 'place.give')}
      </button>
      <span className="muted small">{t(isFailed ? 'place.failed' : 'place.text')}</span>
    </p>
  )
}

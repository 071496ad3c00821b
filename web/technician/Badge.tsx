import { QRCodeSVG } from '@rc-component/qrcode'
import { Button, Popup } from 'antd-mobile'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Visit } from '../kit/api.ts'
import { moment } from '../kit/format.ts'

/** The badge of this visit, to be held before whoever opens the door. It came with the job: it is there without network. */
export function BadgeButton({ badge }: { badge: NonNullable<Visit['badge']> }) {
  const { t } = useTranslation()
  const [isShown, setShown] = useState(false)
  return (
    <>
      <Button fill="outline" onClick={() => setShown(true)}>
        {t('b.show')}
      </Button>
      <Popup visible={isShown} onMaskClick={() => setShown(false)} onClose={() => setShown(false)} destroyOnClose>
        <section className="card badge" role="dialog" aria-label={t('b.show')}>
          <p className="status">{t('b.show.title')}</p>
          <QRCodeSVG value={badge.url} size={260} level="M" marginSize={4} title={t('b.show')} />
          <p className="muted">{t('b.show.text', { until: moment(badge.until) })}</p>
          <Button block size="large" onClick={() => setShown(false)}>
            {t('close')}
          </Button>
        </section>
      </Popup>
    </>
  )
}

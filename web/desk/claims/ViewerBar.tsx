import { Button, Segmented, Slider, Space, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ReactZoomPanPinchRef } from 'react-zoom-pan-pinch'
import { type Mode, modes, type Viewing } from './viewing.ts'

type Props = { view: Viewing; zoom: { current: ReactZoomPanPinchRef | null } }

/** How the photo is looked at, for who points rather than types. */
export function ViewerBar({ view, zoom }: Props) {
  const { t } = useTranslation()
  const { mode, at, layer, heat, isHeat, isMarked, inspection, set } = view
  const isReviewed = (inspection?.layers.length ?? 0) > 0 || heat !== null
  const isMarkable = view.findings.some(({ region }) => region)
  return (
    <div className="viewer-bar">
      {layer && (
        <Segmented<Mode>
          value={mode}
          aria-label={t('cl.mode')}
          options={modes.map((value) => ({ value, label: t(`cl.mode.${value}`) }))}
          onChange={(next) => set({ mode: next })}
        />
      )}
      {mode === 'swipe' && (
        <Slider
          style={{ width: 140, margin: '0 8px' }}
          value={at}
          tooltip={{ formatter: null }}
          ariaLabelForHandle={t('cl.key.line')}
          onChange={(next) => set({ at: next })}
        />
      )}
      {(inspection?.layers.length ?? 0) > 1 && mode !== 'photo' && (
        <Button size="small" onClick={() => set({ goods: view.goods + 1 })}>
          {t('cl.key.goods')}
        </Button>
      )}
      {heat && (
        <Labelled text={t('cl.view.heat')}>
          <Switch size="small" aria-label={t('cl.view.heat')} checked={isHeat} onChange={(on) => set({ isHeat: on })} />
        </Labelled>
      )}
      {isMarkable && (
        <Labelled text={t('cl.view.marks')}>
          <Switch
            size="small"
            aria-label={t('cl.view.marks')}
            checked={isMarked}
            onChange={(on) => set({ isMarked: on })}
          />
        </Labelled>
      )}
      {inspection && !isReviewed && inspection.against.length > 0 && (
        <span className="says">{t('cl.view.no_layer')}</span>
      )}
      <span className="push" />
      <Space.Compact>
        <Button size="small" aria-label={t('cl.key.out')} onClick={() => void zoom.current?.zoomOut(0.5, 120)}>
          −
        </Button>
        <Button size="small" onClick={() => void zoom.current?.resetTransform(120)}>
          {t('cl.key.fit')}
        </Button>
        <Button size="small" aria-label={t('cl.key.in')} onClick={() => void zoom.current?.zoomIn(0.5, 120)}>
          +
        </Button>
      </Space.Compact>
    </div>
  )
}

const Labelled = ({ text, children }: { text: string; children: React.ReactNode }) => (
  <Space size={6}>
    {children}
    <span aria-hidden>{text}</span>
  </Space>
)

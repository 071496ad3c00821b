import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from './Act.tsx'
import { exportTable } from './sheet.ts'

const kinds = {
  xlsx: 'format=xlsx',
  csv: 'format=csv&encoding=utf-8',
  gb: 'format=csv&encoding=gb18030',
} as const

/** All rows that the filter finds, as a file of the kind that the reader's program takes. */
export function ExportMenu({ url }: { url: string }) {
  const { t } = useTranslation()
  const act = useAct()
  const [isBusy, setBusy] = useState(false)
  const leave = async (kind: string) => {
    setBusy(true)
    await act(() => exportTable(`${url}&${kind}`), t('d.exported'))
    setBusy(false)
  }
  const items = Object.entries(kinds).map(([key, kind]) => ({
    key,
    label: t(`d.export.${key}`),
    onClick: () => void leave(kind),
  }))
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button loading={isBusy}>
        {t('d.export')} <DownOutlined aria-hidden />
      </Button>
    </Dropdown>
  )
}

import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { applianceName } from '../../kit/format.ts'
import { ExportMenu } from '../ExportMenu.tsx'
import { ImportTable } from '../ImportTable.tsx'
import { useAsked } from '../url.ts'
import { Country } from './Country.tsx'
import { Province } from './Province.tsx'

/** Who serves which county: the country as tiles, one province as its counties, and where reports come from that nobody
 *  serves. */
export function Coverage({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  const [isImporting, setImporting] = useState(false)
  const appliance = applianceCodes.find((code) => code === asked.appliance)
  const filter = { ...(appliance ? { appliance } : {}), ...(asked.brand ? { brand: asked.brand } : {}) }
  const country = useQuery({
    queryKey: ['coverage', filter],
    queryFn: () => told(api.GET('/api/v1/coverage', { params: { query: filter } })),
    placeholderData: (before) => before,
  })
  const isOperator = roles.includes('operator')
  const chosen = country.data?.items.find(({ code }) => code === asked.region)
  return (
    <>
      <div className="bar">
        <Select
          aria-label={t('f.appliance')}
          allowClear
          placeholder={t('cv.any_appliance')}
          value={appliance ?? null}
          options={applianceCodes.map((value) => ({ value, label: applianceName(value) }))}
          style={{ width: 170 }}
          onChange={(value) => ask({ appliance: value ?? null })}
        />
        <Input.Search
          aria-label={t('f.brand')}
          allowClear
          placeholder={t('cv.any_brand')}
          defaultValue={asked.brand ?? ''}
          maxLength={40}
          style={{ width: 190 }}
          onSearch={(brand) => ask({ brand: brand.trim() || null })}
        />
        <span className="push" />
        {isOperator && <Button onClick={() => setImporting(true)}>{t('cv.import')}</Button>}
        <ExportMenu url={`/api/v1/coverage/export?${new URLSearchParams(filter)}`} />
      </div>
      <p className="about">{t('cv.text', { days: country.data?.days ?? 90 })}</p>
      {country.error && <Alert type="error" role="alert" title={country.error.message || t('failed')} />}
      {country.data && (
        <Country items={country.data.items} chosen={asked.region} choose={(region) => ask({ region })} />
      )}
      {chosen && <Province key={chosen.code} code={chosen.code} filter={filter} isOperator={isOperator} />}
      {isImporting && <ImportTable of="technicians" close={() => setImporting(false)} />}
    </>
  )
}

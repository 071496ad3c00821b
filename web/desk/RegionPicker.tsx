import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'

type Place = { code: string; name: string }
type Props = {
  value?: string[]
  onChange?: (codes: string[]) => void
  /** Names of what is chosen already. */
  known?: readonly Place[]
  id?: string
  /** One at the most: a filter. */
  isSingle?: boolean
  label?: string
}

/** What a text could mean, and what lies in it; the provinces where nothing is asked. */
async function placesFor(text: string): Promise<Place[]> {
  if (!text) return (await told(api.GET('/api/v1/regions', { params: { query: { under: '' } } }))).children ?? []
  const found = await told(api.GET('/api/v1/regions', { params: { query: { text } } }))
  if (!found.code || !found.name) return found.candidates ?? []
  const one = { code: found.code, name: found.name }
  if (found.code.length > 6) return [one]
  const below = await told(api.GET('/api/v1/regions', { params: { query: { under: found.code } } }))
  return [one, ...(below.children ?? [])]
}

/** Regions chosen by the names that people use: 甘南迭部 as well as 623024. */
export function RegionPicker({ value = [], onChange, known = [], id, isSingle = false, label }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<readonly Place[]>([])
  const asked = useDeferredValue(text.trim())
  const places = useQuery({ queryKey: ['places', asked], queryFn: () => placesFor(asked), staleTime: 600_000 })
  const named = useQuery({
    queryKey: ['places named', value],
    enabled: value.some((code) => ![...known, ...chosen].some((one) => one.code === code)),
    queryFn: () =>
      Promise.all(
        value.map((code) =>
          told(api.GET('/api/v1/regions/{code}', { params: { path: { code } } })).catch(() => ({ code, name: code })),
        ),
      ),
  })
  const all = new Map(
    [...known, ...chosen, ...(named.data ?? []), ...(places.data ?? [])].map((one) => [one.code, one.name]),
  )
  const found = new Set((places.data ?? []).map(({ code }) => code))
  const options = [...new Set([...found, ...value])].map((code) => ({ value: code, label: all.get(code) ?? code }))
  const change = (codes: string[]) => {
    setChosen(codes.map((code) => ({ code, name: all.get(code) ?? code })))
    setText('')
    onChange?.(codes)
  }
  return (
    <Select
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      mode="multiple"
      {...(isSingle ? { maxTagCount: 'responsive' as const } : {})}
      allowClear
      showSearch={{ searchValue: text, onSearch: setText, filterOption: false }}
      placeholder={t(isSingle ? 'region' : 'd.region.search')}
      style={isSingle ? { width: 200 } : { width: '100%' }}
      loading={places.isFetching}
      notFoundContent={places.isFetching ? t('loading') : t('d.region.none')}
      options={options}
      value={value}
      onChange={(codes: string[]) => change(isSingle ? codes.slice(-1) : codes)}
    />
  )
}

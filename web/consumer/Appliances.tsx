import { readLabel } from '@anxin/domain/appliances/label.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd-mobile'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, holdLink, Problem, told } from '../kit/api.ts'
import { Top } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'
import { AddAppliance } from './AddAppliance.tsx'
import { ApplianceCard } from './ApplianceCard.tsx'
import { CalendarCard } from './CalendarCard.tsx'

export function Appliances() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  // From a label's page: the form is open, and filled in.
  const [label, setLabel] = useState(() => readLabel(location.hash))
  const [isAdding, setAdding] = useState(label !== null)
  holdLink(null)
  const { data, error, isPending } = useQuery({
    queryKey: ['appliances'],
    queryFn: () => told(api.GET('/api/v1/appliances', {})),
  })
  const closeForm = () => {
    // The label has served: a reload, or the next appliance, begins with an empty form.
    setLabel(null)
    setAdding(false)
    history.replaceState(history.state, '', location.pathname)
  }
  const reload = () => void queries.invalidateQueries()
  const mustSignIn = error instanceof Problem && error.status === 401
  return (
    <>
      <Top title={t('appliances')} back={() => void navigate({ to: '/' })} />
      {isPending && <p className="card muted">{t('loading')}</p>}
      {error && !mustSignIn && <p className="card error">{error.message}</p>}
      {mustSignIn && <SignIn done={reload} why={t('a.sign')} />}
      {data?.items.length === 0 && !isAdding && <p className="card muted">{t('a.none')}</p>}
      {data && isAdding && (
        <AddAppliance
          label={label}
          close={closeForm}
          done={() => {
            closeForm()
            reload()
          }}
        />
      )}
      {data && !isAdding && (
        <div className="actions in-page">
          <Button block color="primary" size="large" onClick={() => setAdding(true)}>
            {t('a.add')}
          </Button>
        </div>
      )}
      {data?.items.map((one) => (
        <ApplianceCard key={one.id} appliance={one} changed={reload} />
      ))}
      {data && data.items.length > 0 && <CalendarCard />}
    </>
  )
}

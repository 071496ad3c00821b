import { type ApplianceKind, applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { useTranslation } from 'react-i18next'
import { applianceName } from '../kit/format.ts'
import { Field } from '../kit/phone.tsx'

type Choice = { id: string; value: ApplianceKind; set: (kind: ApplianceKind) => void; error?: string | undefined }

/** Which kind of appliance it is. */
export function ApplianceChoice({ id, value, set, error }: Choice) {
  const { t } = useTranslation()
  return (
    <Field id={id} label={t('f.appliance')} error={error}>
      {(id) => (
        <select
          id={id}
          className="plain-input"
          value={value}
          onChange={({ target }) => set(applianceCodes.find((code) => code === target.value) ?? value)}
        >
          {applianceCodes.map((code) => (
            <option key={code} value={code}>
              {applianceName(code)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

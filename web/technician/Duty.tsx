import { Button, Dialog, Switch } from 'antd-mobile'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { Trouble, useDoing } from '../kit/phone.tsx'
import { leave } from './kept.ts'

export { Profile } from './Profile.tsx'

/** On duty or not: only who is on duty gets offers. */
export function Duty({ status, changed }: { status: string; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const isOn = status === 'on-duty'
  const set = (onDuty: boolean) =>
    doing.run(async () => {
      await told(api.POST('/api/v1/technicians/me/duty', { body: { onDuty } }))
      changed()
    })
  return (
    <>
      <Switch
        checked={isOn}
        loading={doing.busy}
        onChange={set}
        checkedText={t('t.duty.on')}
        uncheckedText={t('t.duty.off')}
        aria-label={t(isOn ? 't.duty.on' : 't.duty.off')}
      />
      <Trouble doing={doing} />
    </>
  )
}

/** Ends the session; the jobs leave the phone. What was recorded waits for the same technician to come back. */
export function SignOut({ waiting, changed }: { waiting: number; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const end = () =>
    doing.run(async () => {
      const content = t('t.sign_out.waiting', { n: waiting })
      const isSure =
        waiting === 0 || (await Dialog.confirm({ content, confirmText: t('sign.out'), cancelText: t('back') }))
      if (!isSure) return
      await told(api.DELETE('/api/v1/session', {}))
      await leave()
      changed()
    })
  return (
    <div className="leave">
      <Trouble doing={doing} />
      <Button fill="none" onClick={end} loading={doing.busy}>
        {t('sign.out')}
      </Button>
    </div>
  )
}

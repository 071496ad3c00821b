import { Alert, Button, Drawer, Input, Popconfirm, Select, Space, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { type Hotline, Standing } from './Standing.tsx'

const reasons = ['brand-asked', 'out-of-use', 'doubtful', 'mistaken'] as const
type Of = { hotline: Hotline }
const pathOf = ({ id }: Hotline) => ({ params: { path: { id } } })

/** One number: what the brand publishes to prove it, and the other two ways. */
export function HotlineDrawer({ hotline, close }: Of & { close: () => void }) {
  const may = (move: string) => hotline.moves.includes(`hotline.${move}`)
  return (
    <Drawer open onClose={close} size={640} title={`${hotline.brand} ${hotline.shown}`} destroyOnHidden>
      <p>
        {hotline.company} · {hotline.domain}
      </p>
      <Standing hotline={hotline} />
      {may('ask-look') && <Records hotline={hotline} />}
      {may('tell-code') && <CallBack hotline={hotline} />}
      {(may('show-licence') || may('judge-licence')) && <Licence hotline={hotline} />}
      {may('withdraw') && <Withdraw hotline={hotline} close={close} />}
    </Drawer>
  )
}

const Said = ({ name, children }: { name: string; children: string }) => (
  <>
    <span className="about">{name}</span>
    <Typography.Paragraph copyable code style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Typography.Paragraph>
  </>
)

/** Either record will do; it is looked at again each week. */
function Records({ hotline }: Of) {
  const { t } = useTranslation()
  const act = useAct()
  const { publish, missed } = hotline
  if (!publish) return null
  const look = (method: 'dns' | 'well-known') =>
    act(() => told(api.POST('/api/v1/hotlines/{id}/look', { ...pathOf(hotline), body: { method } })), t('dh.looking'))
  const last = (method: string) => {
    const miss = missed.find((one) => one.method === method)
    return miss && <Alert type="warning" title={t(`dh.miss.${miss.miss}`, { at: moment(miss.at) })} />
  }
  return (
    <>
      <h2 style={{ fontSize: 16 }}>{t('dh.m.dns')}</h2>
      <Said name={t('dh.txt.name')}>{publish.txtName}</Said>
      <Said name={t('dh.txt.value')}>{publish.txtValue}</Said>
      {last('dns')}
      <Button onClick={() => void look('dns')}>{t('dh.look.dns')}</Button>
      <h2 style={{ fontSize: 16 }}>{t('dh.m.well-known')}</h2>
      <Said name={t('dh.file.url')}>{publish.url}</Said>
      <Said name={t('dh.file.text')}>{publish.json}</Said>
      {last('well-known')}
      <Button onClick={() => void look('well-known')}>{t('dh.look.file')}</Button>
    </>
  )
}

/** Call the number, tell the code to whoever answers, and the page on which they type it. */
function CallBack({ hotline }: Of) {
  const { t } = useTranslation()
  const act = useAct()
  const [shown, setShown] = useState<{ code: string; page: string } | null>(null)
  const make = () => act(async () => setShown(await told(api.POST('/api/v1/hotlines/{id}/call-back', pathOf(hotline)))))
  return (
    <>
      <h2 style={{ fontSize: 16 }}>{t('dh.m.call-back')}</h2>
      <p className="about">{t('dh.call.text')}</p>
      {shown && (
        <>
          <Said name={t('dh.call.code')}>{shown.code}</Said>
          <Said name={t('dh.call.page')}>{shown.page}</Said>
        </>
      )}
      {hotline.codeUntil && <p>{t('dh.call.until', { at: moment(hotline.codeUntil) })}</p>}
      <Button onClick={() => void make()}>{t('dh.call.make')}</Button>
    </>
  )
}

/** One brings the number of the licence, another looks it up in the public register and decides. */
function Licence({ hotline }: Of) {
  const { t } = useTranslation()
  const act = useAct()
  const [code, setCode] = useState('')
  const { licence } = hotline
  const bring = () =>
    act(() => told(api.POST('/api/v1/hotlines/{id}/licence', { ...pathOf(hotline), body: { code } })), t('d.done'))
  const judge = (isAccepted: boolean) =>
    act(
      () => told(api.POST('/api/v1/hotlines/{id}/licence/decision', { ...pathOf(hotline), body: { isAccepted } })),
      t('d.done'),
    )
  return (
    <>
      <h2 style={{ fontSize: 16 }}>{t('dh.m.licence')}</h2>
      <p className="about">{t('dh.licence.text')}</p>
      {licence && <Said name={t('dh.licence.code')}>{licence.code}</Said>}
      {licence?.isMine && <p>{t('dh.licence.mine')}</p>}
      {licence && !licence.isMine && (
        <Space>
          <Button onClick={() => void judge(true)}>{t('dh.licence.accept')}</Button>
          <Button danger onClick={() => void judge(false)}>
            {t('dh.licence.refuse')}
          </Button>
        </Space>
      )}
      {!licence && hotline.moves.includes('hotline.show-licence') && (
        <Space.Compact style={{ width: '100%' }}>
          <Input
            aria-label={t('dh.licence.code')}
            value={code}
            maxLength={18}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button disabled={code.trim().length !== 18} onClick={() => void bring()}>
            {t('dh.licence.bring')}
          </Button>
        </Space.Compact>
      )}
    </>
  )
}

function Withdraw({ hotline, close }: Of & { close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [why, setWhy] = useState<(typeof reasons)[number]>('brand-asked')
  const withdraw = async () => {
    const body = { why }
    const done = await act(
      () => told(api.POST('/api/v1/hotlines/{id}/withdrawal', { ...pathOf(hotline), body })),
      t('d.done'),
    )
    if (done) close()
  }
  return (
    <>
      <h2 style={{ fontSize: 16 }}>{t('dh.withdraw')}</h2>
      <Space>
        <Select
          aria-label={t('reason')}
          value={why}
          onChange={setWhy}
          style={{ width: 200 }}
          options={reasons.map((value) => ({ value, label: t(`dh.why.${value}`) }))}
        />
        <Popconfirm
          title={t('dh.withdraw.sure')}
          okText={t('dh.withdraw')}
          cancelText={t('cancel')}
          onConfirm={withdraw}
        >
          <Button danger>{t('dh.withdraw')}</Button>
        </Popconfirm>
      </Space>
    </>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Popconfirm, Space, Spin } from 'antd'
import dayjs from 'dayjs'
import { lazy, type RefObject, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Problem, told } from '../../kit/api.ts'
import { dated } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import type { RuleModel, RuleSet } from './model.ts'
import { Publish } from './Publish.tsx'
import { ReadTables } from './ReadTables.tsx'
import { Tried } from './Tried.tsx'
import { State, sayVersion } from './Version.tsx'

const Tables = lazy(() => import('./Tables.tsx'))

/** The table editor hands an edit on 100 ms after the last key; who saves faster than that means the edit too. In ms. */
const editorSettles = 150

/** One version: its tables, what they were tried on, and the next step. */
export function RuleSetPage({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation()
  const params = { path: { id } }
  const query = useQuery({ queryKey: ['rules', id], queryFn: () => told(api.GET('/api/v1/rules/{id}', { params })) })
  const back = <Button onClick={close}>{t('back')}</Button>
  if (query.error) return <Alert type="error" showIcon role="alert" title={query.error.message} action={back} />
  if (!query.data) return <Spin />
  // Once something was done to it, the page begins anew with what the server has.
  return <Opened key={query.data.version} ruleSet={query.data} back={back} />
}

function Opened({ ruleSet, back }: { ruleSet: RuleSet; back: React.ReactNode }) {
  const { t } = useTranslation()
  const [model, setModel] = useState<RuleModel | null>(null)
  const latest = useRef<RuleModel | null>(null)
  const edit = (edited: RuleModel) => {
    latest.current = edited
    setModel(edited)
  }
  const [wrong, setWrong] = useState<Problem['errors']>([])
  const isLocked = !ruleSet.moves.includes('rules.edit')
  return (
    <>
      <div className="bar">
        {back}
        <h2 style={{ fontSize: 16, margin: 0 }}>{sayVersion(ruleSet.name, t)}</h2>
        <State ruleSet={ruleSet} />
        <span className="about" style={{ flex: 1 }}>
          {t('d.rules.about', { base: sayVersion(ruleSet.basedOn, t), who: ruleSet.authors.join('、') })}
          {ruleSet.from && ` ${t('d.rules.since', { at: dated(ruleSet.from), who: ruleSet.publishedBy })}`}
        </span>
        <Steps ruleSet={ruleSet} isChanged={model !== null} latest={latest} wrong={setWrong} />
      </div>
      {ruleSet.moves.includes('rules.publish') && ruleSet.isMine && (
        <Alert type="info" showIcon title={t('d.rules.another')} style={{ marginBottom: 12 }} />
      )}
      {wrong.length > 0 && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={t('d.rules.nonsense')}
          style={{ marginBottom: 12 }}
          description={wrong.map(({ path, message }) => <div key={path + message}>{sayWhere(path, message)}</div>)}
        />
      )}
      <p className="about">{t('d.rules.how')}</p>
      {isLocked ? (
        <ReadTables model={ruleSet.model} />
      ) : (
        <Suspense fallback={<Spin />}>
          {/* The editor's own frame is as high as what it stands in: that must not be the page. */}
          <div>
            <Tables model={model ?? ruleSet.model} change={edit} />
          </div>
        </Suspense>
      )}
      {ruleSet.tried && <Tried trial={ruleSet.tried} />}
    </>
  )
}

/** A place in the tables stands in the sentence itself; the name of a result does not. */
const sayWhere = (path: string, message: string) =>
  path.startsWith('nodes') || path.startsWith('model') ? message : `${path}：${message}`

type Given = {
  ruleSet: RuleSet
  isChanged: boolean
  latest: RefObject<RuleModel | null>
  wrong: (errors: Problem['errors']) => void
}

function Steps({ ruleSet, isChanged, latest, wrong }: Given) {
  const { t } = useTranslation()
  const act = useAct()
  const [isPublishing, setPublishing] = useState(false)
  const [isTrying, setTrying] = useState(false)
  const [span, setSpan] = useState(() => [dayjs().subtract(90, 'day').startOf('day'), dayjs()] as const)
  const { id, moves } = ruleSet
  const call = { params: { path: { id } }, headers: { 'If-Match': `"${ruleSet.version}"` } }
  const save = () =>
    act(async () => {
      wrong([])
      await new Promise((resolve) => setTimeout(resolve, editorSettles))
      const model = latest.current ?? ruleSet.model
      await told(api.PUT('/api/v1/rules/{id}', { ...call, body: { model } })).catch((error) => {
        if (error instanceof Problem) wrong(error.errors)
        throw error
      })
    }, t('d.rules.saved'))
  const attempt = async () => {
    setTrying(true)
    const [from, until] = span
    const body = { from: from.toISOString(), until: until.endOf('day').toISOString() }
    await act(() => told(api.POST('/api/v1/rules/{id}/trial', { ...call, body })), t('d.rules.was-tried'))
    setTrying(false)
  }
  const withdraw = () => act(() => told(api.POST('/api/v1/rules/{id}/withdraw', call)), t('d.done'))
  return (
    <Space wrap>
      {moves.includes('rules.edit') && (
        <Button type={isChanged ? 'primary' : 'default'} disabled={!isChanged} onClick={() => void save()}>
          {t('d.rules.save')}
        </Button>
      )}
      {moves.includes('rules.try') && (
        <Space.Compact>
          <DatePicker.RangePicker
            aria-label={t('d.rules.span')}
            allowClear={false}
            value={[span[0], span[1]]}
            onChange={(dates) => dates?.[0] && dates[1] && setSpan([dates[0], dates[1]])}
          />
          <Button loading={isTrying} disabled={isChanged} onClick={() => void attempt()}>
            {t('d.rules.try')}
          </Button>
        </Space.Compact>
      )}
      {moves.includes('rules.publish') && (
        <Button type="primary" disabled={isChanged || ruleSet.isMine} onClick={() => setPublishing(true)}>
          {t('d.rules.publish')}
        </Button>
      )}
      {moves.includes('rules.withdraw') && !ruleSet.isInForce && (
        <Popconfirm
          title={t('d.rules.withdraw.sure')}
          okText={t('d.rules.withdraw')}
          cancelText={t('cancel')}
          onConfirm={withdraw}
        >
          <Button danger>{t('d.rules.withdraw')}</Button>
        </Popconfirm>
      )}
      {isPublishing && <Publish ruleSet={ruleSet} close={() => setPublishing(false)} />}
    </Space>
  )
}

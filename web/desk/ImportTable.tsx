import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Modal, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sayProblem } from './Act.tsx'
import { Mark } from './Mark.tsx'
import { download, type Imported, importTable } from './sheet.ts'

const colours = { new: 'green', changed: 'blue', same: 'default', wrong: 'red' } as const
type Stage = { of: 'preview' | 'result'; told: Imported }

/** A table is uploaded, told line by line, and taken only when somebody says so. */
export function ImportTable({ of, close }: { of: 'technicians' | 'orders'; close: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [stage, setStage] = useState<Stage | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const send = async (chosen: File, isDry: boolean) => {
    setBusy(true)
    setProblem(null)
    try {
      const told = await importTable(`/api/v1/${of}/import`, chosen, isDry)
      setStage({ of: isDry ? 'preview' : 'result', told })
      if (!isDry) await queries.invalidateQueries()
    } catch (error) {
      setStage(null)
      setProblem(sayProblem(error, t('failed')))
    }
    setBusy(false)
  }
  const choose = (chosen: File | undefined) => {
    setFile(chosen ?? null)
    setStage(null)
    if (chosen) void send(chosen, true)
  }
  const rows = stage?.told.rows ?? []
  const willChange = rows.filter(({ status }) => status === 'new' || status === 'changed').length
  const isDone = stage?.of === 'result'
  const footer = isDone ? (
    <Button type="primary" onClick={close}>
      {t('close')}
    </Button>
  ) : (
    <>
      <Button onClick={close}>{t('cancel')}</Button>
      <Button
        type="primary"
        loading={isBusy}
        disabled={!file || willChange === 0}
        onClick={() => file && void send(file, false)}
      >
        {t('d.import.take', { n: willChange })}
      </Button>
    </>
  )
  const example = `\ufeff${t(`d.import.${of}.example`)}\r\n`
  return (
    <Modal open title={t(`d.import.${of}`)} onCancel={close} width="min(1080px, 94vw)" footer={footer}>
      <p>{t('d.import.text')}</p>
      <div className="bar">
        <input
          type="file"
          aria-label={t('d.import.file')}
          accept=".csv,.xlsx,.txt"
          disabled={isBusy || isDone}
          onChange={(event) => choose(event.target.files?.[0])}
        />
        <Button size="small" onClick={() => download(new Blob([example], { type: 'text/csv' }), `${of}.csv`)}>
          {t('d.import.example')}
        </Button>
      </div>
      {problem && <Alert type="error" showIcon title={problem} role="alert" />}
      {stage && <Told stage={stage} />}
    </Modal>
  )
}

function Told({ stage: { of, told } }: { stage: Stage }) {
  const { t } = useTranslation()
  const count = (status: keyof typeof colours) => told.rows.filter((row) => row.status === status).length
  const counts = { new: count('new'), changed: count('changed'), same: count('same'), wrong: count('wrong') }
  return (
    <>
      <Alert
        type={counts.wrong > 0 ? 'warning' : 'success'}
        showIcon
        role="status"
        title={t(`d.import.${of}`, counts)}
        style={{ marginBottom: 8 }}
      />
      <Table
        size="small"
        rowKey="line"
        dataSource={told.rows}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content', y: 360 }}
        columns={[
          { title: t('d.import.line'), dataIndex: 'line', width: 56, fixed: 'left' },
          {
            title: t('d.import.becomes'),
            width: 260,
            fixed: 'left',
            render: (_, { status, says, label }) => (
              <>
                <Mark color={colours[status]}>{t(`d.row.${status}`)}</Mark> {of === 'result' && label}
                {says.map((one) => (
                  <div key={one} className="says">
                    {one}
                  </div>
                ))}
              </>
            ),
          },
          ...told.columns.map((title, n) => ({
            title,
            key: title,
            render: (_: unknown, { cells }: Imported['rows'][number]) => <span className="cell">{cells[n]}</span>,
          })),
        ]}
      />
    </>
  )
}

import { Alert, Button, Descriptions, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { dated } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { mediaUrl } from '../claims/claim.ts'
import { HoldForm } from '../HoldForm.tsx'
import type { Recording } from './Recordings.tsx'

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`

/** The film, the pictures taken of the goods, and by what both can be proved. */
export function OneRecording({ recording, roles }: { recording: Recording; roles: readonly string[] }) {
  const { t } = useTranslation()
  const { film, broken, clockMoved, pictures, status } = recording
  const isThere = film && status !== 'removed'
  return (
    <>
      {broken && <Alert type="error" showIcon role="alert" title={t(`rec.broken.${broken.how}`, broken)} />}
      {clockMoved && (
        <Alert
          type="warning"
          showIcon
          title={t(clockMoved.piece === 0 ? 'rec.clock.between' : 'rec.clock', {
            piece: clockMoved.piece,
            seconds: Math.round(clockMoved.by / 1_000),
          })}
        />
      )}
      {isThere && (
        <video src={mediaUrl(film.media)} controls preload="metadata" style={{ width: '100%' }}>
          <track kind="captions" />
        </video>
      )}
      {isThere && pictures.length > 0 && (
        <div className="thumbs">
          {pictures.map((media) => (
            <a key={media} href={mediaUrl(media)} target="_blank" rel="noreferrer">
              <img src={mediaUrl(media)} alt={t('rec.pictures')} width={112} />
            </a>
          ))}
        </div>
      )}
      <Proof recording={recording} />
      {status === 'sealed' && (
        <Button href={`/api/v1/recordings/${recording.id}/bundle`} style={{ marginTop: 12 }}>
          {t('rec.bundle')}
        </Button>
      )}
      {roles.includes('merchant') && status === 'recording' && <GiveUp id={recording.id} />}
      {roles.includes('operator') && status === 'sealed' && <Hold recording={recording} />}
    </>
  )
}

function Proof({ recording }: { recording: Recording }) {
  const { t } = useTranslation()
  const { film, parcel, order, startedAt, sealedAt, stamp, keepUntil, hold } = recording
  const rows: [string, React.ReactNode][] = [
    [t('rec.order'), parcel?.number ?? order ?? '—'],
    [t('rec.started'), dated(startedAt)],
    [t('rec.sealedAt'), sealedAt ? dated(sealedAt) : '—'],
    [t('rec.stamp'), stamp ? `${dated(stamp.at)} · ${stamp.authority}` : t('rec.no_stamp')],
    [t('rec.keep'), keepUntil ? dated(keepUntil) : '—'],
    ...(hold ? [[t('rec.held'), hold.reason ?? '—'] satisfies [string, string]] : []),
    ...(film
      ? ([
          [
            t('rec.length'),
            t('rec.pieces', { seconds: Math.round(film.length / 1_000), n: film.pieces, size: megabytes(film.size) }),
          ],
          [t('rec.hash'), <code key="hash">{film.sha256}</code>],
          [t('rec.head'), <code key="head">{film.head}</code>],
        ] satisfies [string, React.ReactNode][])
      : []),
  ]
  return (
    <Descriptions
      column={1}
      size="small"
      bordered
      style={{ marginTop: 12, overflowWrap: 'anywhere' }}
      items={rows.map(([label, children]) => ({ key: label, label, children }))}
    />
  )
}

/** The machine that held the film is gone: nothing will come any more. */
function GiveUp({ id }: { id: string }) {
  const { t } = useTranslation()
  const act = useAct()
  const giveUp = () =>
    act(() => told(api.POST('/api/v1/recordings/{id}/give-up', { params: { path: { id } } })), t('rec.done'))
  return (
    <Popconfirm title={t('rec.lost.sure')} okText={t('confirm')} cancelText={t('cancel')} onConfirm={giveUp}>
      <Button danger style={{ marginTop: 12 }}>
        {t('rec.lost')}
      </Button>
    </Popconfirm>
  )
}

function Hold({ recording: { id, hold, version } }: { recording: Recording }) {
  const send = (step: 'hold' | 'release', reason: string) => {
    const given = { params: { path: { id } }, body: { reason }, headers: { 'If-Match': `"${version}"` } }
    return told(
      step === 'hold'
        ? api.POST('/api/v1/recordings/{id}/hold', given)
        : api.POST('/api/v1/recordings/{id}/release', given),
    )
  }
  return <HoldForm isHeld={hold !== null} send={send} />
}

import { Button } from 'antd-mobile'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Visit } from '../kit/api.ts'
import { yuan } from '../kit/format.ts'
import { Chips, Photos, Row, Text, Trouble, useDoing } from '../kit/phone.tsx'
import type { StepName } from './fold.ts'
import { numbersIn } from './part-numbers.ts'
import { Signature } from './Signature.tsx'

export type Done = { body?: Record<string, unknown>; photos?: Blob[]; signature?: Blob | null }
type Props = { step: StepName; visit: Visit; done: (what: Done) => Promise<void>; back: () => void }
type FormProps = { visit: Visit; send: (what: Done) => void }

const causes = ['ignition', 'leak', 'electric', 'noise', 'cooling', 'installation', 'wear', 'other'] as const

/** The form of one step; most are one tap. */
export function StepForm({ step, visit, done, back }: Props) {
  const { t } = useTranslation()
  const doing = useDoing()
  const send = (what: Done) => doing.run(() => done(what))
  const Form = forms[step]
  return (
    <fieldset disabled={doing.busy} style={{ border: 0, padding: 0, margin: 0 }}>
      <h2>{t(`v.${step}`)}</h2>
      <Form visit={visit} send={send} />
      <Trouble doing={doing} />
      <div className="actions">
        <Button block onClick={back}>
          {t('back')}
        </Button>
      </div>
    </fieldset>
  )
}

function Send({ onClick, disabled = false }: { onClick: () => void; disabled?: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="actions">
      <Button block color="primary" size="large" onClick={onClick} disabled={disabled}>
        {t('confirm')}
      </Button>
    </div>
  )
}

/** Where the phone is, if it says so within a few seconds; steps do not wait longer for it. */
const here = (): Promise<{ latitude: number; longitude: number; accuracy: number } | null> =>
  new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy }),
      () => resolve(null),
      { timeout: 4_000, maximumAge: 60_000, enableHighAccuracy: true },
    )
  })

function WithPlace({ send }: FormProps) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const ask = () => {
    setAsking(true)
    void here().then((place) => send({ body: { place } }))
  }
  return (
    <>
      <p className="muted">{t('t.proof')}</p>
      <Send disabled={isAsking} onClick={ask} />
    </>
  )
}

function Depart({ send }: FormProps) {
  const { t } = useTranslation()
  const [minutes, setMinutes] = useState('20')
  return (
    <>
      <Text id="minutes" label={t('v.minutes')} kind="number" value={minutes} set={setMinutes} />
      <Send onClick={() => send({ body: { minutesAway: Number.parseInt(minutes, 10) || 0 } })} />
    </>
  )
}

function Diagnose({ send }: FormProps) {
  const { t } = useTranslation()
  const [finding, setFinding] = useState('')
  const [cause, setCause] = useState<(typeof causes)[number]>('other')
  return (
    <>
      <Chips
        label={t('v.cause')}
        options={causes.map((one) => ({ value: one, label: t(`c.${one}`) }))}
        value={cause}
        set={setCause}
      />
      <Text id="finding" label={t('v.finding')} rows={3} value={finding} set={setFinding} />
      <Send disabled={!finding.trim()} onClick={() => send({ body: { finding, cause: t(`c.${cause}`) } })} />
    </>
  )
}

type Line = { n: number; what: string; quantity: string; price: string }
const emptyLine = (n: number): Line => ({ n, what: '', quantity: '1', price: '' })

function Quote({ send }: FormProps) {
  const { t } = useTranslation()
  const [lines, setLines] = useState<Line[]>([emptyLine(0)])
  const change = (i: number, part: Partial<Line>) =>
    setLines(lines.map((line, j) => (i === j ? { ...line, ...part } : line)))
  const read = lines.map(({ what, quantity, price }) => ({
    what: what.trim(),
    part: null,
    quantity: Number.parseInt(quantity, 10),
    each: Math.round(Number.parseFloat(price) * 100),
  }))
  const isRight = read.every((line) => line.what && line.quantity > 0 && line.each >= 0)
  return (
    <>
      {lines.map((line, i) => (
        <div key={line.n}>
          <Text id={`what-${i}`} label={t('v.line.what')} value={line.what} set={(what) => change(i, { what })} />
          <Text
            id={`price-${i}`}
            label={t('v.line.price')}
            kind="number"
            value={line.price}
            set={(price) => change(i, { price })}
          />
          <Text
            id={`quantity-${i}`}
            label={t('v.line.quantity')}
            kind="number"
            value={line.quantity}
            set={(quantity) => change(i, { quantity })}
          />
        </div>
      ))}
      <Row name={t('total')}>
        {isRight ? yuan(read.reduce((sum, line) => sum + line.quantity * line.each, 0)) : '—'}
      </Row>
      <Button size="small" onClick={() => setLines([...lines, emptyLine(lines.length)])}>
        {t('v.line.add')}
      </Button>
      <Send disabled={!isRight} onClick={() => send({ body: { lines: read } })} />
    </>
  )
}

/** The consumer's word on this phone: the code from their page, or their hand. */
function Given({ send, photos, isReady = true }: { send: (what: Done) => void; photos?: Blob[]; isReady?: boolean }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [signature, setSignature] = useState<Blob | null>(null)
  const isCode = /^\d{6}$/.test(code)
  const give = () =>
    send(
      isCode ? { body: { given: { kind: 'code', code } }, photos: photos ?? [] } : { photos: photos ?? [], signature },
    )
  return (
    <>
      <Text id="given-code" label={t('v.code')} kind="tel" value={code} set={setCode} />
      <Signature label={t('v.signature')} set={setSignature} />
      <Send disabled={!isReady || !(isCode || signature)} onClick={give} />
    </>
  )
}

const Agree = ({ visit, send }: FormProps) => (
  <>
    {visit.quote && <p className="status">{yuan(visit.quote.total)}</p>}
    <Given send={send} />
  </>
)

function Finish({ send }: FormProps) {
  const { t } = useTranslation()
  const [photos, setPhotos] = useState<Blob[]>([])
  return (
    <>
      <Photos label={t('v.photos')} files={photos} set={setPhotos} />
      <Given send={send} photos={photos} isReady={photos.length > 0} />
    </>
  )
}

function Fit({ send }: FormProps) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [serial, setSerial] = useState('')
  const [quantity, setQuantity] = useState('1')
  const body = {
    part: name.trim(),
    name: name.trim(),
    quantity: Number.parseInt(quantity, 10) || 1,
    serial: serial.trim() || null,
  }
  return (
    <>
      <Text id="part" label={t('v.part')} value={name} set={setName} />
      <Text id="part-quantity" label={t('v.line.quantity')} kind="number" value={quantity} set={setQuantity} />
      <Text id="serial" label={t('v.serial')} value={serial} set={setSerial} />
      <Send disabled={!name.trim()} onClick={() => send({ body })} />
    </>
  )
}

function Words({ send, field, label }: FormProps & { field: string; label: string }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  return (
    <>
      <Text id="words" label={t(label)} rows={2} value={text} set={setText} />
      <Send disabled={!text.trim()} onClick={() => send({ body: { [field]: text } })} />
    </>
  )
}

const Because = (props: FormProps) => <Words {...props} field="reason" label="reason" />

/** What has to be ordered, in words and by number: by the numbers it is known who has it on the van. */
function WhichParts({ send }: FormProps) {
  const { t } = useTranslation()
  const [parts, setParts] = useState('')
  const [numbers, setNumbers] = useState('')
  return (
    <>
      <Text id="words" label={t('v.parts.which')} rows={2} value={parts} set={setParts} />
      <Text id="numbers" label={t('v.parts.numbers')} value={numbers} set={setNumbers} />
      <Send disabled={!parts.trim()} onClick={() => send({ body: { parts, numbers: numbersIn(numbers) } })} />
    </>
  )
}

const forms: Record<StepName, (props: FormProps) => React.ReactNode> = {
  depart: Depart,
  arrive: WithPlace,
  diagnose: Diagnose,
  quote: Quote,
  agree: Agree,
  decline: Because,
  fit: Fit,
  finish: Finish,
  'await-parts': WhichParts,
  absent: WithPlace,
  unable: Because,
  'hand-back': Because,
}

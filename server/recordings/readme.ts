import type { RecordingRow } from './store.ts'

type About = { row: RecordingRow; film: string; isStamped: boolean }

/** `data/README.txt` of a film's bundle: what lies where, and how anybody checks it. */
export function readme({ row, film, isStamped }: About): string {
  const { waybill } = row.state
  const stamp = {
    zh: isStamped ? '  data/head.txt.tst  链条末端的可信时间戳（RFC 3161）\n' : '',
    en: isStamped ? '  data/head.txt.tst  the time stamp of the last link (RFC 3161)\n' : '',
    how: isStamped ? '\n  openssl ts -verify -data data/head.txt -in data/head.txt.tst -token_in -CAfile ROOT.pem' : '',
  }
  return `打包录像 ${waybill}（${row.merchantName}）

一、内容
  data/${film}  录像，逐字节未改动
  data/pictures/     录像时拍下的商品照片
  data/pieces.json   录制时逐秒记录的分段清单：时刻、设备时钟、字节数、SHA-256
  data/head.txt      链条末端（SHA-256）
${stamp.zh}  data/record.jsonl  这段录像在日志中的每一条事实及其默克尔证明

二、核验（无需联网，无需数据库）
  npx anxin verify 本文件.zip
  不用安心：sha256sum -c manifest-sha256.txt${stamp.how}
  逐段核对：按 pieces.json 中的字节数依次切分录像，每一段的 SHA-256 应与清单一致；
  链条：第 0 环是下列各行（每行以换行结束）的 SHA-256：anxin-film-1、recording、merchant、
  waybill、order（没有则为 -）、device、startedAt、offset；第 n 环是“前一环、n、at、clock、
  size、sha256”各行的 SHA-256；最后一环应等于 head.txt。

三、说明什么
  这些字节就是当时按此顺序录下的字节；不证明装箱之后发生的事。

----------------------------------------------------------------------

Film of parcel ${waybill} being packed (${row.merchantName})

1. What is in it
  data/${film}  the film, byte for byte
  data/pictures/     pictures of the goods taken from it while it was recorded
  data/pieces.json   the list of pieces noted while it was recorded: moment, device clock, bytes, SHA-256
  data/head.txt      the last link (SHA-256)
${stamp.en}  data/record.jsonl  every fact of this film in the log, with its Merkle proof

2. Verify (no network, no database)
  npx anxin verify THIS.zip
  Without Anxin: sha256sum -c manifest-sha256.txt${stamp.how}
  Piece by piece: cut the film by the sizes in pieces.json; the SHA-256 of each is in the list.
  Links: link 0 is SHA-256 of these lines, each ended by a line feed: anxin-film-1, recording, merchant,
  waybill, order (- where there is none), device, startedAt, offset; link n is SHA-256 of the lines
  link before, n, at, clock, size, sha256; the last one is head.txt.

3. What this shows
  That these bytes are those that were recorded then, in this order. Not what became of the parcel after.
`
}

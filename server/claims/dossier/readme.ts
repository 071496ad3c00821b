import { addressees, purposes } from '@anxin/domain/dossiers/addressees.ts'
import type { Dossier } from './printed.ts'

const folderNames = (dossier: Dossier) => `anxin-dossier-${dossier.claim.number}`

function stampWords({ stamp }: Dossier): { zh: string; en: string } {
  if ('at' in stamp)
    return {
      zh: `案件记录于 ${stamp.at} 由 ${stamp.by} 加盖可信时间戳。`,
      en: `The record was stamped at ${stamp.at} by ${stamp.by}.`,
    }
  return stamp.missing === null
    ? { zh: '本卷宗没有可信时间戳：未设置时间戳机构。', en: 'This dossier has no time stamp: no authority is set.' }
    : {
        zh: `本卷宗没有可信时间戳：生成时未能从时间戳机构取得（${stamp.missing}）。`,
        en: `This dossier has no time stamp: the authority did not give one when it was made (${stamp.missing}).`,
      }
}

const parts = (dossier: Dossier) => ({
  ...{ claim: dossier.claim, madeAt: dossier.madeAt, key: dossier.record.key },
  ...{ addressee: addressees[dossier.addressee], purpose: purposes[dossier.purpose] },
  stamp: stampWords(dossier),
  folder: folderNames(dossier),
})

/** `data/README.txt`: what lies where, and how anybody verifies it, with our program or without. */
export const readme = (dossier: Dossier): string => `${chinese(dossier)}\n${'-'.repeat(70)}\n\n${english(dossier)}`

function chinese(dossier: Dossier): string {
  const { claim, madeAt, key, addressee, purpose, stamp, folder } = parts(dossier)
  return `售后申请 ${claim.number} 证据卷宗
致：${addressee.zh}（${purpose.zh}）
生成时间：${madeAt}（UTC）　${stamp.zh}

一、内容
  data/dossier.pdf       卷宗正文
  data/claim.json        同样内容，供计算机读取；个人信息的范围与正文相同
  data/record.jsonl      案件记录：本案每一条事实及其默克尔证明
  data/record.jsonl.tst  案件记录的时间戳（RFC 3161），未取得时没有此文件
  data/exhibits/         证物原件，逐字节未改动；编号与正文证物清单一致
  data/copies/           证物副本（去除位置和设备信息），仅在不提供原件时有
  data/goods/            商品页面图片
  data/inspection/       每张照片的检测报告，文件的 SHA-256 写在案件记录中
  data/inquiries/        与人工智能服务提供者的问与答（JWS，RFC 7515），如有；SHA-256 写在案件记录中
  manifest-sha256.txt 等 文件清单（BagIt 1.0，RFC 8493）及其封条

二、用安心核验（无需联网，无需数据库）
  npx anxin verify 本文件.zip
  加 --key 可指定另行取得的公钥，加 --tsa-root 可指定时间戳机构的根证书。
  本系统日志的公钥：${key}
  公钥应从其他途径再取得一次并比对：只用卷宗自带的公钥，只能证明卷宗前后一致。

三、不用安心核验（解压后在 ${folder} 文件夹中执行）
  sha256sum -c manifest-sha256.txt
  sha256sum -c tagmanifest-sha256.txt
  openssl ts -verify -data data/record.jsonl -in data/record.jsonl.tst -token_in -CAfile 根证书.pem
  封条的时间戳：
  jq -rj .checkpoint tagmanifest-sha256.txt.seal.json > seal.txt
  jq -r .timestamp tagmanifest-sha256.txt.seal.json | base64 -d > seal.tst
  openssl ts -verify -data seal.txt -in seal.tst -token_in -CAfile 根证书.pem

四、这些证明说明什么
  证明文件自封存后未被改动，以及事实按所示顺序写入日志；不证明照片所示内容真实。
`
}

function english(dossier: Dossier): string {
  const { claim, madeAt, key, addressee, purpose, stamp, folder } = parts(dossier)
  return `Dossier of refund claim ${claim.number}
For: ${addressee.en} (${purpose.en})
Made at ${madeAt}. ${stamp.en}

1. What is in it
  data/dossier.pdf       the dossier, in Chinese
  data/claim.json        the same for programs, with the same extent of personal data
  data/record.jsonl      the record: every fact of the case with its Merkle proof
  data/record.jsonl.tst  the time stamp of the record (RFC 3161), where there is one
  data/exhibits/         originals, byte for byte; numbered as in the list of exhibits
  data/copies/           copies without place and device, where originals are kept back
  data/goods/            pictures of the goods as listed
  data/inspection/       the report on each photo; its SHA-256 stands in the record
  data/inquiries/        what AI services were asked and said (JWS, RFC 7515), if any; likewise
  manifest-sha256.txt …  lists of files (BagIt 1.0, RFC 8493) and their seal

2. Verify with Anxin (no network, no database)
  npx anxin verify THIS.zip
  --key takes a public key had from elsewhere, --tsa-root the authority's root certificate.
  Public key of this log: ${key}
  Get the key once more by another way and compare: with the key in the dossier alone, all
  that is shown is that the dossier agrees with itself.

3. Verify without Anxin (unpacked, in the folder ${folder})
  sha256sum -c manifest-sha256.txt
  sha256sum -c tagmanifest-sha256.txt
  openssl ts -verify -data data/record.jsonl -in data/record.jsonl.tst -token_in -CAfile ROOT.pem
  The time stamp of the seal:
  jq -rj .checkpoint tagmanifest-sha256.txt.seal.json > seal.txt
  jq -r .timestamp tagmanifest-sha256.txt.seal.json | base64 -d > seal.tst
  openssl ts -verify -data seal.txt -in seal.tst -token_in -CAfile ROOT.pem

4. What this shows
  That no file was changed since it was sealed, and that the facts were written to the log in
  this order. It does not show that what a photo shows is true.
`
}

import { type DetailedError, Upload } from 'tus-js-client'
import { Problem } from './api.ts'
import { language, t } from './language.ts'

type Sending = {
  progress?: (share: number) => void
  /** Where an earlier try had begun: it goes on there, with the bytes that are missing. */
  begun?: string | null
  /** Told the address as soon as the server has given it, to go on there another time. */
  begins?: (url: string) => void
}

/** Sends a file in resumable pieces; the id under which the server keeps it. Throws the server's problem. */
export function upload(file: Blob, { progress, begun, begins }: Sending = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const sending = new Upload(file, {
      endpoint: '/api/v1/uploads',
      uploadUrl: begun ?? null,
      chunkSize: 1024 * 1024,
      retryDelays: [0, 500, 2_000, 5_000],
      headers: { 'Accept-Language': language() === 'en' ? 'en' : 'zh-CN' },
      onProgress: (sent, total) => progress?.(total ? sent / total : 1),
      onUploadUrlAvailable: () => sending.url && begins?.(sending.url),
      onShouldRetry: (error) => navigator.onLine && (error.originalResponse?.getStatus() ?? 0) !== 422,
      onError: (error) => reject(problemOf(error)),
      onSuccess: () => resolve(sending.url?.split('/').at(-1) ?? ''),
    })
    sending.start()
  })
}

/** What the server said against a file; what did not reach it, or was only in somebody's way (423), stays as it is. */
function problemOf(error: Error): Error {
  const response = 'originalResponse' in error ? (error as DetailedError).originalResponse : null // just looked
  const status = response?.getStatus() ?? 0
  if (status < 400 || status >= 500 || status === 423) return error
  const body = response?.getBody() ?? ''
  return new Problem(body.startsWith('{') ? JSON.parse(body) : { status, title: t('upload.refused') })
}

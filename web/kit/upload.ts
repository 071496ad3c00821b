import { Upload } from 'tus-js-client'
import { Problem } from './api.ts'
import { language } from './language.ts'

/** Sends a file in resumable pieces; the id under which the server keeps it. Throws the server's problem. */
export function upload(file: Blob, progress: (share: number) => void = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const sending = new Upload(file, {
      endpoint: '/api/v1/uploads',
      chunkSize: 1024 * 1024,
      retryDelays: [0, 500, 2_000, 5_000],
      headers: { 'Accept-Language': language() === 'en' ? 'en' : 'zh-CN' },
      onProgress: (sent, total) => progress(total ? sent / total : 1),
      onShouldRetry: (error) => (error.originalResponse?.getStatus() ?? 0) !== 422,
      onError: (error) => {
        const body = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined
        reject(body?.startsWith('{') ? new Problem(JSON.parse(body)) : error)
      },
      onSuccess: () => resolve(sending.url?.split('/').at(-1) ?? ''),
    })
    sending.start()
  })
}

import { actingAs, Problem } from '../kit/api.ts'
import { language } from '../kit/language.ts'

/** Tables go out and come in as bytes, which the typed client does not speak. */
async function asked(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, ...actingAs(), 'Accept-Language': language() === 'en' ? 'en' : 'zh-CN' }
  const response = await fetch(url, { ...init, headers })
  if (response.ok) return response
  throw new Problem({ status: response.status, ...(await response.json().catch(() => ({}))) })
}

/** Hands bytes over as a file. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Fetches an export and hands it over; throws the server's problem. */
export async function exportTable(url: string): Promise<void> {
  const response = await asked(url)
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  download(await response.blob(), name ?? 'anxin')
}

export type Imported = {
  columns: string[]
  rows: {
    line: number
    cells: string[]
    status: 'new' | 'changed' | 'same' | 'wrong'
    says: string[]
    label: string | null
  }[]
}

/** Sends a table: to hear what would happen, or to have it happen. */
export async function importTable(url: string, file: Blob, isDry: boolean): Promise<Imported> {
  const response = await asked(`${url}?dry=${isDry}`, {
    method: 'POST',
    body: file,
    headers: { 'Content-Type': 'application/octet-stream' },
  })
  return response.json()
}

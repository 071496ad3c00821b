import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from './api.ts'
import { Reader } from './reader.ts'

/** A no of the server is an answer and is shown at once; only what did not arrive, or broke on the server's side, is
 *  asked for once more. */
const retry = (failures: number, error: Error) => failures === 0 && !(error instanceof Problem && error.status < 500)

const client = new Reader({ defaultOptions: { queries: { retry } } })

/** The memory of a page for what it read from the server. */
export const Queries = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
)

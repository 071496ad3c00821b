/** A real time-stamping authority for the tests: openssl behind HTTP, as small ones are run. It can be made to misbehave. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

const settings = `[tsa]
default_tsa = ours
[ours]
serial = serial
crypto_device = builtin
signer_cert = signer.pem
certs = root.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`

/** What it answers: a token; one for the request before; a refusal; something else; nothing. */
export type Behaviour = 'honest' | 'replay' | 'refuse' | 'page' | 'error' | 'flood' | 'silence'
export type Authority = {
  url: string
  root: string
  behave(how: Behaviour): void
  /** What a token says, signed by the same root's certificate for a web server instead. */
  resigned(token: Uint8Array): Uint8Array
}

/** Opens one with a root and a certificate of its own, until the test file ends. */
export async function openAuthority({ name = 'Test Authority' } = {}): Promise<Authority> {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-tsa-'))
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: dir, encoding: 'utf8' })
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`)
  }
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  openssl('req', '-utf8', '-x509', ...key, '-keyout', 'root.key', '-out', 'root.pem', '-subj', `/CN=${name} Root`)
  const certificate = (file: string, purpose: string) => {
    openssl('req', '-utf8', ...key.slice(0, 5), '-keyout', `${file}.key`, '-out', `${file}.csr`, '-subj', `/CN=${name}`)
    const usage = `keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,${purpose}`
    writeFileSync(join(dir, 'extensions'), `basicConstraints=CA:FALSE\n${usage}\n`)
    const ca = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '30', '-extfile', 'extensions']
    openssl('x509', '-req', '-in', `${file}.csr`, ...ca, '-out', `${file}.pem`)
  }
  certificate('signer', 'timeStamping')
  certificate('web', 'serverAuth') // now, or it would not yet be valid when a stamp is given
  writeFileSync(join(dir, 'settings'), settings)
  writeFileSync(join(dir, 'serial'), '01\n')

  let behaviour: Behaviour = 'honest'
  let last = Buffer.alloc(0)
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Uint8Array[] = []
    for await (const part of request) parts.push(part)
    const query = Buffer.concat(parts)
    if (behaviour === 'silence') return
    if (behaviour === 'error') return response.writeHead(503).end()
    if (behaviour === 'page') return response.end('<!doctype html><title>busy</title>')
    if (behaviour === 'flood') return response.end(Buffer.alloc(3 * 2 ** 20))
    if (behaviour === 'replay') return response.end(last)
    // A hash that it does not take is refused in its own words.
    writeFileSync(join(dir, 'query'), behaviour === 'refuse' ? query.subarray(0, 12) : query)
    openssl('ts', '-reply', '-config', 'settings', '-section', 'ours', '-queryfile', 'query', '-out', 'reply')
    last = readFileSync(join(dir, 'reply'))
    response.setHeader('content-type', 'application/timestamp-reply').end(last)
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
    rmSync(dir, { recursive: true, force: true })
  })
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    root: join(dir, 'root.pem'),
    behave: (how) => {
      behaviour = how
    },
    resigned(token) {
      writeFileSync(join(dir, 'token'), token)
      openssl('cms', '-verify', '-noverify', '-inform', 'DER', '-in', 'token', '-out', 'info')
      const as = [
        '-signer',
        'web.pem',
        '-inkey',
        'web.key',
        '-md',
        'sha256',
        '-econtent_type',
        '1.2.840.113549.1.9.16.1.4',
      ]
      openssl('cms', '-sign', '-binary', '-nodetach', '-outform', 'DER', '-in', 'info', ...as, '-out', 'forged')
      return readFileSync(join(dir, 'forged'))
    },
  }
}

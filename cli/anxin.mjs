#!/usr/bin/env node
// Runs the command line with the Node that the project brings: a machine's own may be too old for it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const own = fileURLToPath(
  new URL(`../node_modules/.bin/node${process.platform === 'win32' ? '.cmd' : ''}`, import.meta.url),
)
const isOldEnough = Number(process.versions.node.split('.')[0]) >= 24
const node = isOldEnough || !existsSync(own) ? process.execPath : own
const script = fileURLToPath(new URL('./anxin.ts', import.meta.url))
const compiled = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
// Whoever has a time budget counts it from here.
const env = { NODE_COMPILE_CACHE: compiled, ...process.env, ANXIN_CALLED_AT: String(performance.timeOrigin) }
const { status, signal } = spawnSync(node, [script, ...process.argv.slice(2)], { stdio: 'inherit', env })
process.exit(signal ? 128 + 15 : (status ?? 1))

import { seedDemo } from '@anxin/server/demo.ts'
import { demoPeople } from '@anxin/server/demo-people.ts'
import { everyNight } from '@anxin/server/retention/jobs.ts'
import { build } from '@anxin/server/start.ts'
import type { Command } from 'commander'
import { openInstallation } from './installation.ts'

/** `anxin start`: the server with its worker; `--no-worker` and `anxin worker` divide them among machines. */
export function start(program: Command): void {
  program
    .command('start')
    .description('serve everything on PORT (8686) / 启动服务')
    .option('--no-worker', 'serve only; run `anxin worker` elsewhere')
    .action(({ worker }: { worker: boolean }) => run({ worker, listens: true }))
  program
    .command('worker')
    .description('work off the outbox without serving pages / 仅运行后台任务')
    .action(() => run({ worker: true, listens: false }))
  program
    .command('seed')
    .description('load the demo data into an empty database / 载入演示数据')
    .action(async () => {
      const { config, databaseUrl, close } = await openInstallation()
      const anxin = await build({ config, databaseUrl, lanes: 0 })
      const isNew = await seedDemo(anxin.deps)
      await anxin.stop()
      await close()
      process.stdout.write(isNew ? 'demo data loaded\n' : 'the database holds data already; nothing was changed\n')
    })
}

async function run({ worker, listens }: { worker: boolean; listens: boolean }): Promise<void> {
  // A demo unless the settings say what this installation is: the README's first command has to show something.
  const isBare = !process.env.DATABASE_URL && process.env.DEMO === undefined
  const { config, databaseUrl, close } = await openInstallation(isBare ? { ...process.env, DEMO: '1' } : process.env)
  const anxin = await build({ config, databaseUrl, ...(worker ? {} : { lanes: 0 }) }).catch(async (error) => {
    await close()
    throw error
  })
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await anxin.stop()
    await close()
    process.exit(0)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  if (config.DEMO) await seedDemo(anxin.deps)
  await everyNight(anxin.deps.db, anxin.deps.now())
  if (!listens) return
  try {
    await anxin.app.listen({ port: config.PORT, host: config.HOST })
  } catch (error) {
    await anxin.stop()
    await close()
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw isTaken ? new Error(`Port ${config.PORT} is in use; set PORT to another one.`) : error
  }
  const address = anxin.app.server.address()
  welcome(config.DEMO, address !== null && typeof address === 'object' ? address.port : config.PORT)
}

const titles: Record<string, string> = {
  technician: '师傅 /tech',
  dispatcher: '调度 /desk',
  supervisor: '主管 /desk',
  operator: '运营 /desk',
  merchant: '商家 /merchant',
  reviewer: '审核 /review',
}

function welcome(isDemo: boolean, port: number): void {
  const lines = [`Anxin 安心  http://localhost:${port}   API: /api/docs`]
  if (isDemo) {
    lines.push('', '演示账号 demo accounts (codes are shown on the page and at /dev/outbox):')
    for (const { name, phone, roles } of demoPeople)
      lines.push(`  ${phone.slice(3)}  ${name}  ${roles[0] ? titles[roles[0]] : '用户 /'}`)
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}

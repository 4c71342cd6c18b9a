// `serve`: runs the service until it is told to stop.

import { readFileSync } from 'node:fs'
import { DirectoryInUse, NoEmbeddedDatabase } from '#adapters/database/embedded.node.ts'
import { RoleTooStrong } from '#db/acting-role.ts'
import { ForeignSchema, OwnerNeeded } from '#db/open.node.ts'
import { PortInUse } from '#http/listen.node.ts'
import { PLANTED_FAULTS } from '#lab/faults.ts'
import { ConfigError, readConfig } from '#src/config.ts'
import { type Service, startService } from '#src/service.node.ts'
import { type Command, EXIT, type Io } from './io.ts'

export const runServe: Command = async (argv, io) => {
  if (argv.length > 0) {
    io.err('usage: zhengxun serve   (settings: ZHENGXUN_… in the environment)\n')
    return EXIT.usage
  }
  try {
    const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
    const service = await startService(config)
    announce(service, io)
    if (service.samplesFolder !== undefined) sayWhatToLookAt(service.samplesFolder, io)
    return await untilStopped(service, io)
  } catch (error) {
    // Ctrl-C also reaches what the start had begun, which then fails: nothing to explain.
    if (io.interrupted?.aborted) return EXIT.failed
    const known = explain(error)
    if (known === undefined) throw error
    io.err(`${known}\n`)
    return error instanceof ConfigError || error instanceof NoEmbeddedDatabase ? EXIT.usage : EXIT.failed
  }
}

function announce({ url, credentials, credentialsFile }: Service, io: Io): void {
  io.out(`证巡已启动 · Zhengxun is running: ${url.href}\n`)
  if (credentials.length === 0) return
  io.out('首次登录口令，只显示这一次 · first passwords, shown this once:\n')
  for (const { username, password, name } of credentials) io.out(`  ${username.padEnd(16)} ${password}  ${name}\n`)
  io.out(`也已写入（仅本用户可读）· also in (readable by you alone): ${credentialsFile}\n`)
}

/** A newcomer should know what the first inspection is about to find, and where. */
function sayWhatToLookAt(samplesFolder: string, io: Io): void {
  io.out(
    '首次巡检正在进行，结果见“今日”。实验室中埋有三处故障 · The first inspection is running, see 今日. Planted in the laboratory:\n',
  )
  for (const { shows } of PLANTED_FAULTS) io.out(`  - ${shows.zh} · ${shows.en}\n`)
  io.out(
    '用 operator 登录看巡检与证书，用 auditor 登录验签与查审计 · Sign in as operator for rounds and certificates, as auditor to verify and to read the audit trail.\n',
  )
  io.out(`可供试验的签名文件 · signed files to try: ${samplesFolder}\n`)
}

async function untilStopped(service: Service, io: Io): Promise<number> {
  const interrupted = new Promise<undefined>((resolve) => {
    if (io.interrupted?.aborted) resolve(undefined)
    io.interrupted?.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  const failure = await Promise.race([interrupted, service.failed])
  io.out('正在停止 · stopping\n')
  await service.stop()
  if (failure === undefined) return EXIT.ok
  io.err(`${failure.message}\n`)
  return EXIT.failed
}

/** What a person can do something about, in words that say what. */
function explain(error: unknown): string | undefined {
  if (error instanceof ConfigError) return `设置有误 · wrong settings:\n${error.message}`
  if (error instanceof DirectoryInUse)
    return (
      `数据目录 ${error.directory} 正被进程 ${error.pid} 使用：证巡已在运行。请先停止它，或用 ZHENGXUN_DATA_DIR 另选目录。\n` +
      `The data directory ${error.directory} is in use by process ${error.pid}: Zhengxun already runs there. Stop it first, or choose another ZHENGXUN_DATA_DIR.`
    )
  if (error instanceof NoEmbeddedDatabase)
    return (
      '设置有误：这里没有内置的 PostgreSQL（容器镜像不带，有的平台也没有）。请用 ZHENGXUN_DATABASE_URL 给出自有的（docs/deployment.md 第 6 节）。\n' +
      'Wrong settings: there is no embedded PostgreSQL here (the container image has none, nor have some platforms). Name your own in ZHENGXUN_DATABASE_URL (docs/deployment.md, section 6).'
    )
  if (error instanceof PortInUse)
    return (
      `端口 ${error.port}（${error.host}）已被占用。请停止占用它的程序，或用 ZHENGXUN_PORT 另选端口。\n` +
      `Port ${error.port} on ${error.host} is in use. Stop whoever uses it, or choose another ZHENGXUN_PORT.`
    )
  if (error instanceof ForeignSchema)
    return (
      '数据库由另一个版本的证巡创建，本版本不能使用。请使用该版本，或另选 ZHENGXUN_DATA_DIR / ZHENGXUN_DATABASE_URL。\n' +
      'The database was made by another release of Zhengxun, which this one cannot use. Use that release, or choose another ZHENGXUN_DATA_DIR or ZHENGXUN_DATABASE_URL.'
    )
  if (error instanceof OwnerNeeded)
    return (
      `数据库结构需要更新，而当前账号无权更新。请用 ZHENGXUN_DATABASE_OWNER_URL 给出表的所有者，或由其先运行 migrate（docs/deployment.md 第 6 节）。\n` +
      `${error.message}. Name the owner in ZHENGXUN_DATABASE_OWNER_URL, or let it run migrate first (docs/deployment.md, section 6).`
    )
  if (error instanceof RoleTooStrong)
    return (
      `服务在数据库中的角色 ${error.role} 权限过大（${error.faults.join('、')}），拒绝启动。见 docs/deployment.md 第 6 节。\n` +
      `The service would act in the database as ${error.role}, which may too much (${error.faults.join(', ')}). See docs/deployment.md, section 6.`
    )
  return undefined
}

// `migrate`: applies what is missing of the schema, for deployments that do it before the first instance starts.

import { migrate } from '#db/open.node.ts'
import { withDatabaseUrl } from './database.ts'
import { type Command, EXIT } from './io.ts'

export const runMigrate: Command = async (argv, io) => {
  if (argv.length > 0) {
    io.err('usage: zhengxun migrate   (ZHENGXUN_DATABASE_OWNER_URL names the database and its owner)\n')
    return EXIT.usage
  }
  const count = await withDatabaseUrl(({ ownerUrl }) => migrate(ownerUrl))
  io.out(`数据库已是最新 · the database is up to date (${count} migrations)\n`)
  return EXIT.ok
}

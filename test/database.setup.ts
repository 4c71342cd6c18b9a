// One PostgreSQL for a whole test run, with a migrated template from which every suite gets its own copy.
// `TEST_DATABASE_URL` names another server (of a user who may create databases); otherwise the embedded one is started in a temporary folder.

import { rmSync } from 'node:fs'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '#adapters/database/embedded.node.ts'
import { migrate } from '#db/open.node.ts'
import { passableFolder } from './folder.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    databaseServerUrl: string
    databaseTemplate: string
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await server()
  // One for each project of the run: they may share a server.
  const template = `zhengxun_template_${project.name}_${process.pid}`
  await command(url, `create database ${template} encoding 'UTF8' template template0`)
  const templateUrl = new URL(url)
  templateUrl.pathname = `/${template}`
  await migrate(templateUrl.href)
  project.provide('databaseServerUrl', url)
  project.provide('databaseTemplate', template)
  return async () => {
    await command(url, `drop database ${template} with (force)`)
    await stop()
  }
}

async function server(): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, stop: async () => undefined }
  const dataDirectory = passableFolder('test')
  const embedded = await startEmbedded({ dataDirectory, isDurable: false, maxConnections: 200 })
  return {
    url: embedded.ownerUrl,
    stop: async () => {
      await embedded.stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function command(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

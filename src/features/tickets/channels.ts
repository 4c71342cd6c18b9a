// A way to people that does not work is a finding like any other: its ticket stays until the channel takes messages again.

import { standingReasons } from '#core/notices/standing.ts'
import { channelStandings } from '#features/notices/index.ts'
import type { Ctx } from '#src/context.ts'
import { OWN_SYSTEM } from './own.ts'
import { recordSighting } from './record.ts'

const NODE = { id: 'zhengxun-notices', name: '通知通道' }

/** Looks at every channel; one that was closed has no findings any more. */
export async function watchChannels(ctx: Ctx): Promise<void> {
  for (const { id, name, facts } of await channelStandings(ctx))
    await ctx.db.transaction((tx) =>
      recordSighting(tx, {
        system: OWN_SYSTEM,
        node: NODE,
        check: { id: `notice-channel.${id}`, title: { zh: `通知通道“${name}”`, en: `Notice channel “${name}”` } },
        reasons: facts ? standingReasons(facts, ctx.now) : [],
        at: ctx.now,
      }),
    )
}

import { z } from '@hono/zod-openapi'

const part = z.string().max(128).optional()
const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((given) => (given === undefined ? [] : [given].flat()))

/** `name=value`, once for each setting of the recipe (`defaults` of the target). */
const settings = several.transform((lines, context) => {
  const pairs = lines.map((line) => line.split(/=(.*)/s).slice(0, 2))
  if (pairs.every(([name, value]) => name && value)) return Object.fromEntries(pairs) as Record<string, string>
  context.addIssue({ code: 'custom', message: 'settings are written name=value' })
  return z.NEVER
})

/** What a recipe is filled with. The recipe itself judges every value: what cannot be quoted is refused there. */
export const RecipeQuery = z.object({
  commonName: z.string().min(1).max(128),
  name: several.openapi({ description: 'DNS name or address, once for each; the common name when absent' }),
  country: z.string().max(2).optional(),
  state: part,
  locality: part,
  organization: part,
  organizationalUnit: part,
  keyBits: z.coerce.number().int().optional(),
  alias: z.string().max(64).optional(),
  address: z.string().max(253).optional().openapi({ description: 'Where the result is looked at' }),
  port: z.coerce.number().int().optional(),
  set: settings.openapi({ description: 'A path or object name of the target, as name=value' }),
})
export type RecipeQuery = z.output<typeof RecipeQuery>

// Fills the recipe of a target for one site, as an operator asked for it.

import { targetOf } from '#core/targets/catalogue.ts'
import { type FilledRecipe, fillRecipe } from '#core/targets/fill.ts'
import { asciiHost } from '#features/certificates/index.ts'
import { AppError } from '#src/context.ts'
import type { RecipeQuery } from './inputs.ts'

/**
 * @param asked hosts in other scripts become their ASCII form
 * @throws AppError `not-found` for an unknown target, `bad-input` for what no recipe may hold
 */
export function fillTarget(id: string, asked: RecipeQuery): FilledRecipe {
  const target = targetOf(id)
  if (!target) throw new AppError('not-found', 'target.not-found', { id })
  const { name: names, set: settings, commonName, ...rest } = asked
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const recipe = fillRecipe(target, {
    ...given,
    commonName: isHostInOtherScript(commonName) ? (asciiHost(commonName) ?? commonName) : commonName,
    names: names.map((name) => asciiHost(name) ?? name),
    settings,
  })
  if (recipe.ok) return recipe.value
  throw new AppError('bad-input', recipe.error.code, recipe.error.params)
}

/** A dotted name without blanks: a person or an organisation keeps its own script. */
function isHostInOtherScript(text: string): boolean {
  return /[^ -~]/.test(text) && /^[^\s.]+(\.[^\s.]+)+$/.test(text)
}

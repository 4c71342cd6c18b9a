// The words of 安装手册 in English.

import type { recipesZh } from './recipes.zh.ts'

export const recipesEn: Readonly<Record<keyof typeof recipesZh, string>> = {
  'recipe.list': 'Recipes',
  'recipe.what': 'How each kind of device and server asks for, installs, proves and takes back a certificate',
  'recipe.target': 'Target',
  'recipe.versions': 'Versions',
  'recipe.key': 'Private key',
  'recipe.key.device': 'born on the device, stays there',
  'recipe.key.service': 'made by this service',
  'recipe.key.either': 'made on the target or by this service',
  'recipe.formats': 'File formats',
  'recipe.verified': 'Checked',
  'recipe.verified.executed': 'executed',
  'recipe.verified.read': 'compared with the vendor’s text',
  'recipe.verified.unverified': 'unverified',
  'recipe.source': 'Source',
  'recipe.traps': 'Traps',
  'recipe.about': 'About this recipe',
  'recipe.site': 'Site',
  'recipe.fill': 'Fill in',
  'recipe.command': 'command',
  'recipe.step.csr': '1. Request',
  'recipe.step.install': '2. Install',
  'recipe.step.chain': '3. Chain',
  'recipe.step.activate': '4. Activate',
  'recipe.step.verify': '5. Verify',
  'recipe.step.rollback': '6. Roll back',
}

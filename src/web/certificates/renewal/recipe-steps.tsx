import { useQuery } from '@tanstack/react-query'
import { get } from '../../api.ts'
import type { RecipeView } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Bones } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { StepItems } from '../../targets/recipe.tsx'
import { VerifiedBadge } from '../../targets/verified.tsx'

type Kind = RecipeView['steps'][number]['kind']

interface Site {
  commonName: string
  names: readonly string[]
  address?: string
  port?: number
}

/** The commands of a target for one site, filled in: those of the kinds asked for, in the order of the recipe. */
export function RecipeSteps({ target, site, kinds }: { target: string; site: Site; kinds: readonly Kind[] }) {
  const { t, pick } = useWords()
  const { commonName, names, address, port } = site
  const query = new URLSearchParams([['commonName', commonName], ...names.map((name) => ['name', name])])
  if (address) query.set('address', address)
  if (port) query.set('port', String(port))
  const recipe = useQuery({
    queryKey: ['/targets', target, query.toString()],
    queryFn: () => get<RecipeView>(`/targets/${encodeURIComponent(target)}?${query}`),
    retry: false,
  })
  if (!recipe.data) return recipe.error ? <ProblemAlert error={recipe.error} /> : <Bones />
  return (
    <div className="stack">
      <p>
        <VerifiedBadge verified={recipe.data.verified} /> <span className="small soft">{recipe.data.source}</span>
      </p>
      {recipe.data.steps
        .filter(({ kind, steps }) => kinds.includes(kind) && steps.length > 0)
        .map(({ kind, steps }) => (
          <section key={kind}>
            <h3>{t(`recipe.step.${kind}`)}</h3>
            <ol className="recipe-steps">
              <StepItems steps={steps} />
            </ol>
          </section>
        ))}
      {recipe.data.traps.length > 0 && (
        <details>
          <summary>{t('recipe.traps')}</summary>
          <ul className="recipe-steps">
            {recipe.data.traps.map((trap) => (
              <li key={trap.en}>{pick(trap)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

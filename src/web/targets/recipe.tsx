import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useParams, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import type { RecipeView } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { CopyButton } from '../pieces/copyable.tsx'
import { Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { VerifiedBadge } from './verified.tsx'

interface Wishes {
  commonName: string
  name: string[]
  organization?: string
}

/** The site stands in the address: a recipe can be bookmarked and sent to a colleague. */
export function RecipePage() {
  const { t, pick } = useWords()
  const { id = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const commonName = search.get('commonName') ?? ''
  const { data, error } = useQuery({
    queryKey: ['/targets', id, search.toString()],
    queryFn: () => get<RecipeView>(`/targets/${encodeURIComponent(id)}?${search}`),
    enabled: commonName !== '',
    retry: false,
  })
  return (
    <>
      <PageHead
        back={{ to: '/certificates/recipes', text: t('recipe.list') }}
        title={data ? pick(data.title) : id}
        meta={t('recipe.what')}
      />
      <Panel title={t('recipe.site')}>
        <SiteForm search={search} onFill={setSearch} />
        <ProblemAlert error={error} />
      </Panel>
      {data && <Recipe recipe={data} />}
    </>
  )
}

function SiteForm({ search, onFill }: { search: URLSearchParams; onFill: (next: URLSearchParams) => void }) {
  const { t } = useWords()
  const start = {
    commonName: search.get('commonName') ?? '',
    name: search.getAll('name'),
    organization: search.get('organization') ?? t('request.organization-default'),
  }
  const fill = ({ commonName, name, organization }: Wishes) => {
    const given: [string, string][] = [
      ['commonName', commonName.trim()],
      ...name.map((one): [string, string] => ['name', one]),
    ]
    if (organization?.trim()) given.push(['organization', organization.trim()])
    onFill(new URLSearchParams(given))
  }
  return (
    <Form<Wishes> layout="vertical" initialValues={start} requiredMark={false} onFinish={fill}>
      <Form.Item
        name="commonName"
        label={t('request.name')}
        extra={t('request.name-hint')}
        rules={[{ required: true, message: t('request.name-missing') }]}
      >
        <Input placeholder="zzjb.rsj.sh.gov.cn" />
      </Form.Item>
      <Form.Item name="name" label={t('certificate.names')} extra={t('request.names-hint')}>
        <Select mode="tags" tokenSeparators={[',', '，', ' ', ';', '\n']} open={false} suffixIcon={null} />
      </Form.Item>
      <Form.Item name="organization" label={t('request.organization')}>
        <Input />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t('recipe.fill')}
      </Button>
    </Form>
  )
}

function Recipe({ recipe }: { recipe: RecipeView }) {
  const { t, pick } = useWords()
  return (
    <>
      <Panel title={t('recipe.about')}>
        <Facts
          facts={[
            [t('recipe.versions'), recipe.versions],
            [t('recipe.key'), t(`recipe.key.${recipe.keyOrigin}`)],
            [t('recipe.formats'), recipe.packageFormats.join('、')],
            [t('recipe.verified'), <VerifiedBadge key="verified" verified={recipe.verified} />],
            [t('recipe.source'), recipe.source],
          ]}
        />
        <h3>{t('recipe.traps')}</h3>
        <ul>
          {recipe.traps.map((trap) => (
            <li key={trap.en}>{pick(trap)}</li>
          ))}
        </ul>
      </Panel>
      {recipe.steps.map(({ kind, steps }) => (
        <Panel key={kind} title={t(`recipe.step.${kind}`)}>
          <ol className="stack">
            <StepItems steps={steps} />
          </ol>
        </Panel>
      ))}
    </>
  )
}

/** What to do, what to write into which file, and what to type, one item a step. */
export function StepItems({ steps }: { steps: RecipeView['steps'][number]['steps'] }) {
  const { t, pick } = useWords()
  return steps.map((step) => (
    <li key={step.text.en}>
      <p>{pick(step.text)}</p>
      {step.file && <Block text={step.file.content} what={step.file.path} isNamed />}
      {step.command !== undefined && <Block text={step.command} what={t('recipe.command')} />}
    </li>
  ))
}

function Block({ text, what, isNamed = false }: { text: string; what: string; isNamed?: boolean }) {
  return (
    <div>
      {isNamed && <code>{what}</code>} <CopyButton text={text} what={what} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <pre className="block" tabIndex={0}>
        {text}
      </pre>
    </div>
  )
}

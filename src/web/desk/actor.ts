import { useWords } from '../language/index.ts'

/** Jobs go by their own names: those say nothing to people. */
const JOB = /^[a-z]+(-[a-z]+)+$/

/** Who did it, as people say it. */
export function useActorName(): (name: string) => string {
  const { t } = useWords()
  return (name) => (JOB.test(name) ? t('desk.by-service') : name)
}

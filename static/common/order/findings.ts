import type { Schemas } from '../api/client'

type Finding = Schemas['Finding']
const MISSING = 'missing_data'

/** What rules found, and how many could not judge: these say one thing, and are said once. */
export function sorted(findings: Finding[]): { found: Finding[]; unjudged: Finding[] } {
  return {
    found: findings.filter((one) => one.reason !== MISSING),
    unjudged: findings.filter((one) => one.reason === MISSING),
  }
}

/** Why so many rules could not judge, in one line. */
export function unjudgedOf(
  decision: Pick<Schemas['OrderDecision'], 'consent_id' | 'parts'>,
): string | undefined {
  const count = decision.parts.flatMap((part) => sorted(part.findings).unjudged).length
  if (!count) return undefined
  const why = decision.consent_id ? '部分数据未取得' : '未授权'
  return `${why}，${String(count)} 项规则无法判断`
}

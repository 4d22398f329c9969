import type { Schemas } from '../api/client'

/** A rule as the form holds it: its conditions in order, so that half-written ones have a place. */
export type RuleForm = Omit<Schemas['Rule'], 'when' | 'missing'> & {
  missing: Schemas['Missing']
  conditions: { input: string; text: string }[]
}

export function formOf(rule: Schemas['Rule']): RuleForm {
  const { when, missing, ...rest } = rule
  const conditions = Object.entries(when).map(([input, text]) => ({ input, text: String(text) }))
  return { ...rest, missing: missing ?? 'refer', conditions }
}

export function ruleOf({ conditions, ...rest }: RuleForm): Schemas['Rule'] {
  return { ...rest, when: Object.fromEntries(conditions.map(({ input, text }) => [input, text])) }
}

export const emptyRule = (): RuleForm => ({
  id: '',
  title: '',
  reason: '',
  outcome: 'refer',
  missing: 'refer',
  conditions: [{ input: '', text: '' }],
})

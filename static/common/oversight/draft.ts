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

/** Inputs that a rule names in more than one condition: only one of these would be sent. */
export function repeated({ conditions }: RuleForm): string[] {
  const names = conditions.map(({ input }) => input).filter(Boolean)
  return [...new Set(names.filter((name, place) => names.indexOf(name) < place))]
}

/** Whether a rule is one that is looked for: by its id, its title, or what it reads. */
export function matches(rule: RuleForm, sought: string, inputs: Map<string, Schemas['RuleInput']>): boolean {
  const titles = rule.conditions.map(({ input }) => inputs.get(input)?.title ?? input)
  return [rule.id, rule.title, ...titles].join(' ').toLowerCase().includes(sought.toLowerCase())
}

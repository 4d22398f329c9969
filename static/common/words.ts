/** The words of `shared/words/words.json`, which the components read too: states, kinds, roles, reasons, outcomes. */

import { words } from '../../shared/words/words.json'

export type Kind = keyof typeof words
type Tone = 'quiet' | 'primary' | 'good' | 'warn' | 'bad'
export interface Word {
  name: string
  tone: Tone
}
type Vocabulary = Record<string, { name: string; tone?: Tone }>
const vocabulary = (kind: Kind) => words[kind] as Vocabulary

/** The word for a code; the code itself when a newer server knows more than this page. */
export function wordOf(kind: Kind, code: string | null | undefined): Word {
  if (!code) return { name: '—', tone: 'quiet' }
  return { tone: 'quiet', ...(vocabulary(kind)[code] ?? { name: code }) }
}

/** The codes of a kind with their names, in the order of lists. */
export const codesOf = (kind: Kind) =>
  Object.entries(vocabulary(kind)).map(([code, { name }]) => ({ code, name }))

/** A score's version with the names of the models that took part. */
export const modelVersion = (version: string) =>
  codesOf('model').reduce((text, { code, name }) => text.replace(code, name), version)

/** What an order is for: a product, or a demand. */
export const productOf = (order: { product_name?: string | null }) =>
  order.product_name ?? wordOf('source', 'demand').name

/** The kinds of rules, in the order in which an application meets them. */
export const KINDS = [
  ['verification', '验真'],
  ['anti_fraud', '反欺诈'],
  ['admission', '准入'],
  ['post_loan', '贷后预警'],
] as const

export const kindName = (code: string) => KINDS.find(([kind]) => kind === code)?.[1] ?? code

/** The filters of the market (U-09), as the interface and the address name them. */
export const FILTERS = [
  'category',
  'institution_id',
  'guarantee_mode',
  'amount',
  'term_months',
  'annual_rate_max',
  'region_code',
  'industry_section',
  'subject_type',
] as const
export type Filters = Partial<Record<(typeof FILTERS)[number], string | undefined>>

/** The filters as the interface takes them: what is no whole number is left out. */
export function asked<Q extends { term_months?: string }>(query: Q) {
  const { term_months, ...others } = query
  return /^\d+$/.test(term_months ?? '') ? { ...others, term_months: Number(term_months) } : others
}

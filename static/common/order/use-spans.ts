import { api, ask } from '../api/client'
import { useOne } from '../composables/use-one'
import { SPANS, type Span } from './spans'

/** How many of the caller's orders are due in each span, of one officer's if one is named. */
export function useSpans(officer: () => string | undefined = () => undefined) {
  return useOne(async () => {
    const id = officer()
    const count = async (due: Span) => {
      const query = { due, limit: 1, ...(id ? { officer_id: id } : {}) }
      return [due, (await ask(api.GET('/api/orders', { params: { query } }))).total] as const
    }
    const counts = await Promise.all(SPANS.map((span) => count(span.code)))
    return Object.fromEntries(counts) as Record<Span, number>
  })
}

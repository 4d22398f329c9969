import { api, ask } from '../api/client'
import { useOne } from '../composables/use-one'

/** The directory of guarantors. */
export function useGuarantors() {
  const one = useOne(
    async () =>
      (await ask(api.GET('/api/institutions', { params: { query: { category: 'guarantor', limit: 100 } } })))
        .items,
  )
  void one.reload()
  return one
}

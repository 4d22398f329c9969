import { api, ask } from '../api/client'
import { useOne } from '../composables/use-one'

/** The compensation pools that take loans. */
export function usePools() {
  const one = useOne(async () =>
    (await ask(api.GET('/api/compensation-pools'))).items.filter((pool) => pool.is_active),
  )
  void one.reload()
  return one
}

import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Filters that live in the address, so that a list can be sent, reloaded and gone back to. */
export function useQuery() {
  const route = useRoute()
  const router = useRouter()
  const query = computed<Record<string, string>>(() =>
    Object.fromEntries(
      Object.entries(route.query).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ),
  )

  function set(changes: Record<string, string | undefined>): void {
    const next = { ...query.value, ...changes }
    const kept = Object.fromEntries(Object.entries(next).filter(([, value]) => value))
    void router.replace({ query: kept as Record<string, string> })
  }
  const clear = () => void router.replace({ query: {} })
  return { query, set, clear }
}

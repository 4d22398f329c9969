import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * Filters that live in the address, so that a list can be sent, reloaded and gone back to. Other parameters of the
 * address are left alone.
 */
export function useQuery<Name extends string>(...names: [Name, ...Name[]]) {
  const route = useRoute()
  const router = useRouter()
  type Filters = Partial<Record<Name, string>>
  const query = computed(
    () =>
      Object.fromEntries(
        names.flatMap((name) => (typeof route.query[name] === 'string' ? [[name, route.query[name]]] : [])),
      ) as Filters,
  )

  function set(changes: Partial<Record<Name, string | undefined>>): void {
    const next = Object.entries<string | undefined>({ ...query.value, ...changes })
    const kept = next.filter((pair): pair is [string, string] => !!pair[1])
    void router.replace({ query: { ...others(), ...Object.fromEntries(kept) } })
  }
  const others = () =>
    Object.fromEntries(Object.entries(route.query).filter(([name]) => !names.includes(name as Name)))
  const clear = () => void router.replace({ query: others() })
  return { query, set, clear }
}

import { type Ref, ref, watch } from 'vue'

/** Which columns of a wide table the user wants to see, kept on this device. */
export function useColumns<Name extends string>(table: string, all: readonly Name[], usual = all) {
  const key = `rongtong-columns:${table}`
  const shown = ref([...(kept(key, all) ?? usual)]) as Ref<Name[]>
  watch(shown, (now) => {
    try {
      localStorage.setItem(key, JSON.stringify(now))
    } catch {
      /* lasts until the reload */
    }
  })
  return shown
}

function kept<Name extends string>(key: string, all: readonly Name[]): Name[] | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    if (Array.isArray(value)) return all.filter((name) => value.includes(name))
  } catch {
    /* unreadable: as usual */
  }
  return undefined
}

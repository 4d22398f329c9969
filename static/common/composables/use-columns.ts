import { ref, watch } from 'vue'

/** Which columns of a wide table the person wants to see, kept on this device. */
export function useColumns(table: string, all: readonly string[]) {
  const key = `rongtong-columns:${table}`
  const shown = ref<string[]>(kept(key, all))
  watch(shown, (now) => {
    try {
      localStorage.setItem(key, JSON.stringify(now))
    } catch {
      /* lasts until the reload */
    }
  })
  return shown
}

function kept(key: string, all: readonly string[]): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    if (Array.isArray(value)) return all.filter((name) => value.includes(name))
  } catch {
    /* unreadable: all of them */
  }
  return [...all]
}

import { reactive, watch } from 'vue'

/** A form whose content survives a reload or a closed window on this device, until it is sent or the user signs out. */
export function useDraft<T extends Record<string, unknown>>(name: string, empty: T) {
  const key = `rongtong-draft:${name}`
  const form = reactive({ ...empty, ...kept(key) }) as T
  let isOver = false
  watch(
    form,
    (now) => {
      if (!isOver) keep(key, now)
    },
    { deep: true, flush: 'sync' },
  )

  /** The form has been sent. */
  function clear(): void {
    isOver = true
    drop(key)
  }
  return { form, clear }
}

/** Drafts are personal: they are removed when the user signs out. */
export function dropDrafts(): void {
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith('rongtong-draft:'))
      .forEach(drop)
  } catch {
    /* storage is forbidden: there are none */
  }
}

function kept(key: string): object {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
function keep(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    /* full or forbidden: the form works without */
  }
}
function drop(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    /* forbidden */
  }
}

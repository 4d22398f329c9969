import { reactive, watch } from 'vue'
import { idempotencyKey } from '../api/client'

/** Where it is kept whose drafts there are. */
const OWNER = 'rongtong-draft:owner'

/**
 * A form whose content survives a reload or a closed window on this device, until it is sent or the user signs out. The
 * idempotency key belongs to it and lives as long: sent again after a lost answer, also from a page loaded anew, the
 * form makes one thing.
 */
export function useDraft<T extends Record<string, unknown>>(name: string, empty: T) {
  const place = `rongtong-draft:${name}`
  const keyPlace = `rongtong-draft:key:${name}`
  const form = reactive({ ...empty, ...kept(place) }) as T
  let isOver = false
  let made = ''
  watch(
    form,
    (now) => {
      if (!isOver) keep(place, now)
    },
    { deep: true, flush: 'sync' },
  )

  /** The key to send the form with, the same until {@link clear} or {@link renew}. */
  function key(): string {
    const known = (kept(keyPlace) as { key?: unknown }).key
    made = typeof known === 'string' ? known : made || idempotencyKey()
    keep(keyPlace, { key: made })
    return made
  }
  /** What is sent next is another thing, whatever came of the last sending. */
  function renew(): void {
    made = ''
    drop(keyPlace)
  }
  /** The form has been sent. */
  function clear(): void {
    isOver = true
    renew()
    drop(place)
  }
  return { form, key, renew, clear }
}

/** The drafts of this device are this account's from now on: those of another, whose session ended by itself, go. */
export function claimDrafts(account: string): void {
  const { account: owner } = kept(OWNER) as { account?: unknown }
  if (owner !== undefined && owner !== account) dropDrafts()
  keep(OWNER, { account })
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

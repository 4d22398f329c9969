import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { type Schemas, ask, api, Problem } from './api/client'
import { claimDrafts, dropDrafts } from './composables/use-draft'

/** Who is signed in according to the platform; undefined until it was asked. */
export const useSession = defineStore('session', () => {
  const caller = ref<Schemas['SignedIn'] | null>(null)
  const isKnown = ref(false)
  const role = computed(() => caller.value?.role ?? null)
  let asking: Promise<void> | undefined

  /** Asks once who the caller is. "Not signed in" is an answer; a lost network is not, and is asked again next time. */
  async function load(): Promise<void> {
    if (isKnown.value) return
    asking ??= ask(api.GET('/api/session'))
      .then((answer) => {
        enter(answer)
      })
      .catch((cause: unknown) => {
        isKnown.value = cause instanceof Problem && cause.status === 401
      })
      .finally(() => (asking = undefined))
    await asking
  }

  async function signIn(account: string, password: string): Promise<Schemas['SignedIn']> {
    return enter(await ask(api.POST('/api/session', { body: { account, password } })))
  }

  function enter(who: Schemas['SignedIn']): Schemas['SignedIn'] {
    claimDrafts(who.account)
    caller.value = who
    isKnown.value = true
    return who
  }

  async function signOut(): Promise<void> {
    dropDrafts()
    await ask(api.DELETE('/api/session'))
    forget()
  }

  /** The session has ended by itself. */
  function forget(): void {
    caller.value = null
    isKnown.value = true
  }

  return { caller, role, isKnown, load, signIn, signOut, forget }
})

/** Where a role works. */
export function homeOf(role: string): string {
  const small = matchMedia('(max-width: 640px)').matches
  switch (role) {
    case 'officer':
      return small ? '/officer-phone/' : '/institution/'
    case 'manager':
      return '/institution/'
    case 'operator':
      return '/operator/'
    case 'regulator':
      return '/regulator/'
    default:
      return '/'
  }
}

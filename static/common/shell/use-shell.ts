import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api, ask } from '../api/client'
import { useLive } from '../composables/use-live'
import { useSession } from '../session'
import { unread } from '../unread'

/** A page in the navigation, for these roles; for everybody when none are named. */
export interface Link {
  to: string
  name: string
  roles?: string[]
}

/** Pages that belong together. */
export interface Group {
  name: string
  links: Link[]
}

/** What the frame of every portal knows: who is signed in, how many messages wait, and the way out. */
export function useShell() {
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const who = computed(
    () => session.caller?.institution?.name ?? session.caller?.applicant?.name ?? session.caller?.account,
  )
  const badge = computed(() => (unread.value > 99 ? '99+' : String(unread.value || '')))

  async function count(): Promise<void> {
    if (!session.caller) return
    unread.value = (
      await ask(api.GET('/api/inbox', { params: { query: { unread: true, limit: 1 } } }))
    ).unread
  }
  watch(
    () => [session.caller, route.fullPath],
    () => void count().catch(() => undefined),
    { immediate: true },
  )
  useLive(count, 15_000)
  void session.load()

  const isFor = (link: Link) => !link.roles || (!!session.role && link.roles.includes(session.role))
  async function leave(): Promise<void> {
    await session.signOut()
    await router.push({ name: 'sign-in' })
  }
  return { session, route, unread, badge, who, isFor, leave }
}

import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { useSession } from '../session'

/** Whether the page is for other roles than that of who is signed in. */
export function useBarred() {
  const route = useRoute()
  const session = useSession()
  return computed(() => !!session.role && !!route.meta.roles && !route.meta.roles.includes(session.role))
}

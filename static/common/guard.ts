import type { Router } from 'vue-router'
import { onSignedOut } from './api/client'
import { useSession } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Roles that may open the page; everybody when absent. */
    roles?: string[]
    /** Of the page, in the window's title. */
    title?: string
  }
}

/**
 * Leads to the sign-in page (route name `sign-in`) when nobody is signed in and a page is for somebody, and back
 * afterwards. Who is signed in and may not open a page stays there: `RoleView` says so in its place.
 */
export function guard(router: Router, portal: string): void {
  const session = useSession()
  router.beforeEach(async (to) => {
    if (!to.meta.roles) return true
    await session.load()
    if (session.role) return true
    return { name: 'sign-in', query: { next: to.fullPath } }
  })
  router.afterEach((to) => {
    const isBarred = session.role && to.meta.roles && !to.meta.roles.includes(session.role)
    document.title = [isBarred ? '没有权限' : to.meta.title, portal].filter(Boolean).join(' · ')
  })
  onSignedOut(() => {
    session.forget()
    const at = router.currentRoute.value
    if (at.meta.roles) void router.replace({ name: 'sign-in', query: { next: at.fullPath } })
  })
}

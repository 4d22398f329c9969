import { useRoute } from 'vue-router'
import { useSession } from '../session'
import { type Page, useList } from './use-list'

/**
 * A list of the page's address: who comes back to it finds the same rows, so that the place on the page holds, and what
 * changed meanwhile is read behind them.
 */
export function useKeptList<T, P extends Page<T> = Page<T>>(
  name: string,
  read: (cursor: string | undefined) => Promise<P>,
) {
  const route = useRoute()
  const session = useSession()
  const list = useList<T, P>(read)
  const open = () => list.open([session.caller?.account, name, route.fullPath].join(' '))
  return { ...list, open }
}

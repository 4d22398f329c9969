import { computed } from 'vue'
import { type Schemas, api, ask } from '../../common/api/client'
import { useOne } from '../../common/composables/use-one'
import { useSession } from '../../common/session'

/** Asked once a moment, however many cards of a board want to know. */
const AGE_MOST = 15_000
let asked: { at: number; of: string; staff: Promise<Schemas['StaffList']> } | undefined

function staffOf(account: string): Promise<Schemas['StaffList']> {
  if (!asked || asked.of !== account || Date.now() - asked.at > AGE_MOST)
    asked = { at: Date.now(), of: account, staff: ask(api.GET('/api/staff')) }
  return asked.staff
}

/** The officers of the manager's institution; none for an officer, who has only its own orders. */
export function useOfficers() {
  const session = useSession()
  const staff = useOne(() => staffOf(session.caller?.account ?? ''))
  if (session.role === 'manager') void staff.reload()
  return computed(() =>
    (staff.value.value?.items ?? []).flatMap((one) =>
      one.officer_id
        ? [
            {
              id: one.officer_id,
              name: one.name ?? one.account,
              isActive: one.is_active,
              open: one.open_orders,
            },
          ]
        : [],
    ),
  )
}

/** Each portal with an inbox; the two of supervision have the same pages. */
export type Portal = 'applicant' | 'institution' | 'phone' | 'oversight'
interface Told {
  kind: string
  payload: unknown
}

/** Where the pages are of what has no object of its own in a message. */
const PAGES: Readonly<Record<string, string>> = {
  objection_made: '/objections',
  objection_answered: '/score#objection',
  model_drifted: '/models',
  engine_failed: '/models',
  rule_failed: '/rules',
  compensation_claimed: '/exposure',
  consent_withdrawn: '/orders',
  compensation_decided: '/orders',
}
/** What is looked at instead of the order: an applicant compares the offers of a demand. */
const OF_DEMAND = ['offer_made', 'offer_expired']

/** Leads from a message to what it is about; where that has no page, to where it is found. */
export function leadsTo(portal: Portal, { kind, payload }: Told): string {
  const about = payload as Record<string, unknown>
  const to = (name: string, folder: string) =>
    typeof about[name] === 'string' ? `${folder}/${about[name]}` : undefined
  const order = to('order_id', '/orders')
  const demand = to('demand_id', '/demands')
  const page = PAGES[kind]
  switch (portal) {
    case 'applicant':
      return (OF_DEMAND.includes(kind) ? (demand ?? order) : (order ?? demand)) ?? page ?? '/orders'
    case 'institution':
      return (
        to('alert_id', '/alerts') ?? order ?? demand ?? to('product_id', '/products') ?? page ?? '/orders'
      )
    case 'phone':
      // Alerts are handled at the desk.
      return to('alert_id', '/institution/alerts') ?? order ?? demand ?? '/orders'
    case 'oversight':
      return to('version_id', '/reviews') ?? page ?? order ?? '/demands'
  }
}

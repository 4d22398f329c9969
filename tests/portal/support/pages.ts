import type { APIRequestContext } from '@playwright/test'
import { NEIGHBOURS_WISH, type Who } from './people.ts'

/** Every page of every portal, by who sees it. A name in braces is the first entry of the list of that name. */
export const PAGES: Record<Exclude<Who, 'neighbour'>, string[]> = {
  visitor: [
    '/',
    '/market',
    '/market?q=没有这样的产品',
    '/products/{product}',
    '/institutions',
    '/institutions/{institution}',
    '/help',
    '/complaints',
    '/sign-in',
    '/no/such/page',
    '/developers/',
    '/institution/sign-in',
    '/officer-phone/sign-in',
    '/operator/sign-in',
    '/regulator/sign-in',
  ],
  applicant: [
    '/',
    '/apply/{product}',
    '/orders',
    '/orders/{order}',
    '/demands',
    '/demands/new',
    '/demands/{demand}',
    '/score',
    '/consents',
    '/reports',
    '/inbox',
    '/me',
  ],
  officer: [
    '/institution/',
    '/institution/pool',
    '/institution/orders',
    '/institution/orders?view=table',
    '/institution/orders/{order}',
    '/institution/demands/{asked}',
    '/institution/alerts',
    '/institution/alerts/{alert}',
    '/institution/inbox',
    '/officer-phone/',
    '/officer-phone/orders',
    '/officer-phone/orders/{order}',
    '/officer-phone/demands/{asked}',
    '/officer-phone/inbox',
    '/officer-phone/me',
  ],
  manager: [
    '/institution/',
    '/institution/products',
    '/institution/products/new',
    '/institution/products/{own}',
    '/institution/orders',
    '/institution/alerts',
    '/institution/exposure',
    '/institution/staff',
  ],
  operator: ['/operator/', '/operator/objections', '/operator/dictionary', ...overseen('/operator')],
  regulator: ['/regulator/', ...overseen('/regulator')],
}

function overseen(portal: string): string[] {
  const pages = [
    'reviews',
    'reviews/{review}',
    'orders',
    'orders/{order}',
    'demands',
    'institutions',
    'exposure',
    'rules',
    'rules/draft/{rule}',
    'rules/{rule}/differences',
    'lists',
    'models',
    'accesses',
    'inbox',
  ]
  return pages.map((page) => `${portal}/${page}`)
}

/** The list behind a name, and what its entries are known by. */
const LISTS: Record<string, [path: string, key: string]> = {
  product: [`/api/products?${NEIGHBOURS_WISH}`, 'id'],
  institution: ['/api/institutions', 'id'],
  order: ['/api/orders', 'id'],
  grabbed: ['/api/orders?state=grabbed', 'id'],
  demand: ['/api/demands', 'id'],
  asked: ['/api/demands?state=open', 'id'],
  alert: ['/api/alerts', 'id'],
  own: ['/api/institution/products', 'id'],
  review: ['/api/product-reviews', 'version_id'],
  rule: ['/api/rule-versions', 'id'],
}

/** The path with the names in braces filled in, as the caller finds them. */
export async function filledIn(path: string, caller: APIRequestContext): Promise<string> {
  const name = /\{(\w+)\}/.exec(path)?.[1]
  if (!name) return path
  const [list, key] = LISTS[name] ?? ['', '']
  const answer = (await (await caller.get(list, { params: { limit: 1 } })).json()) as {
    items?: Record<string, string>[]
  }
  const id = answer.items?.[0]?.[key]
  if (!id) throw new Error(`${list} is empty: ${path} cannot be opened`)
  return path.replace(`{${name}}`, id)
}

/** How many orders of this amount the caller sees; others of the same firm come from tests that run beside this one. */
export async function ordersOf(amount: string, caller: APIRequestContext): Promise<number> {
  const answer = await caller.get('/api/orders', { params: { limit: 100 } })
  const { items } = (await answer.json()) as { items: { amount: string }[] }
  return items.filter((one) => one.amount === amount).length
}

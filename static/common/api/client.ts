import createClient from 'openapi-fetch'
import type { components, paths } from './schema'

/** The shapes of the interface, by the names of `/api/openapi.json`. */
export type Schemas = components['schemas']

/** A refusal of the platform (RFC 9457) or a failure on the way to it. `title` may be shown to people as it is. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly status = 0,
    readonly fields: { field: string; code: string; message: string }[] = [],
    readonly requestId?: string,
    /** The object's state, sent with 409. */
    readonly state?: string,
    /** What was made before with the same idempotency key, sent with 422. */
    readonly existing?: Schemas['ProblemExisting'],
  ) {
    super(`${code}: ${title}`)
  }

  /** The message for a field of the form, by its path (`amount`, `firms.0.reference`). */
  of(field: string): string | undefined {
    return this.fields.find((entry) => entry.field === field)?.message
  }
}

const OFFLINE = new Problem('network_lost', '网络连接不上。您填写的内容还在，请检查网络后再试一次。')

/** Any failure, as something that can be shown. */
export function problemOf(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  if (cause instanceof TypeError) return OFFLINE
  return new Problem('unexpected', '页面出了点问题。请刷新后再试；若仍不行，请联系平台客服。')
}

/** The interface counts in yuan and fractions, the fields of pages in ten thousands and per cent: so the words. */
const IN_UNITS_OF_PAGES: Readonly<Record<string, string>> = {
  invalid_amount: '请填写大于 0 的金额，单位为万元，例如 50',
  invalid_rate: '请填写 0 至 36 的百分数，例如 4.35',
  invalid_share: '请填写大于 0、不超过 100 的百分数，例如 40',
}
function inUnitsOfPages(entry: Schemas['ProblemField']): Schemas['ProblemField'] {
  return { ...entry, message: IN_UNITS_OF_PAGES[entry.code] ?? entry.message }
}

function refusal(body: unknown, response: Response): Problem {
  const known = (typeof body === 'object' && body !== null ? body : {}) as Partial<Schemas['Problem']>
  const requestId = known.request_id ?? response.headers.get('x-request-id') ?? undefined
  if (response.status >= 500 || !known.title) {
    const number = requestId ? `（编号 ${requestId}）` : ''
    const title = `平台暂时无法处理，您填写的内容还在，请稍后再试${number}。`
    return new Problem(known.code ?? 'internal', title, response.status, [], requestId)
  }
  return new Problem(
    known.code ?? 'unknown',
    known.title,
    response.status,
    (known.fields ?? []).map(inUnitsOfPages),
    requestId,
    known.state,
    known.existing,
  )
}

/** The platform, typed by its own description. Use it with {@link ask}. */
export const api = createClient<paths>({ baseUrl: '/' })

let whenSignedOut: () => void = () => undefined

/** What to do when the session has ended: the portal leads to its sign-in. */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act
}

type Result<T> = { data?: T; error?: unknown; response: Response }

/** The answer, or the refusal as a {@link Problem} thrown. */
export async function ask<T>(request: Promise<Result<T>>): Promise<T> {
  let result: Result<T>
  try {
    result = await request
  } catch (cause) {
    throw problemOf(cause)
  }
  if (result.response.ok) return result.data as T
  if (result.response.status === 401 && !result.response.url.endsWith('/api/session')) whenSignedOut()
  throw refusal(result.error, result.response)
}

/** A key for a creating request: made once per form, so that a second press cannot create twice. A form that is kept as
 * a draft has its key from there. */
export function idempotencyKey(): string {
  return crypto.randomUUID()
}

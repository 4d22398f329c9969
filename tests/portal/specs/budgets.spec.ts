import type { Page } from '@playwright/test'
import budgets from '../budgets.json' with { type: 'json' }
import type { Who } from '../support/people.ts'
import { filledIn } from '../support/pages.ts'
import { expect, settled, test } from '../support/test.ts'

interface Weight {
  requests: number
  script: number
  style: number
  total: number
}

/** Counts what travels, as it travels: headers and compressed bodies, from the browser's own books. */
async function weigh(page: Page, path: string): Promise<Weight> {
  const weight: Weight = { requests: 0, script: 0, style: 0, total: 0 }
  const kinds = new Map<string, string>()
  const books = await page.context().newCDPSession(page)
  await books.send('Network.enable')
  await books.send('Network.setCacheDisabled', { cacheDisabled: true })
  books.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  books.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    weight.requests += 1
    weight.total += encodedDataLength
    if (kinds.get(requestId) === 'Script') weight.script += encodedDataLength
    if (kinds.get(requestId) === 'Stylesheet') weight.style += encodedDataLength
  })
  await page.goto(path)
  await settled(page)
  return weight
}

// N-01, N-05: what a first visit loads, in kilobytes of 1000 bytes
for (const [who, pages] of Object.entries(budgets) as [Who, Record<string, Weight>][]) {
  for (const [path, most] of Object.entries(pages)) {
    test(`${who} loads ${path} within its budget`, async ({ enter }, info) => {
      const page = await enter(who)
      const isBuilt = (await (await page.request.get('/')).text()).includes('/assets/')
      if (process.env['BUILT']) expect(isBuilt, 'the pages that were built are served').toBe(true)
      test.skip(!isBuilt, 'budgets hold for the built pages')
      const weight = await weigh(page, await filledIn(path, page.request))
      const kilobytes = (bytes: number) => Math.ceil(bytes / 1000)
      const found = {
        requests: weight.requests,
        script: kilobytes(weight.script),
        style: kilobytes(weight.style),
        total: kilobytes(weight.total),
      }
      info.annotations.push({ type: 'weight', description: JSON.stringify(found) })
      console.log(`${path}: ${JSON.stringify(found)}`)
      for (const [kind, value] of Object.entries(found) as [keyof Weight, number][]) {
        expect.soft(value, kind).toBeLessThanOrEqual(most[kind])
      }
    })
  }
}

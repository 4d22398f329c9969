import { type FullConfig, request } from '@playwright/test'
import { PASSWORD, PEOPLE, type Who, sessionOf } from './people.ts'

/** Signs everybody in once; the sign-in form itself is tried in the story. */
export default async function signIn(config: FullConfig): Promise<void> {
  const baseURL = config.projects[0]?.use.baseURL ?? ''
  for (const [who, account] of Object.entries(PEOPLE)) {
    const caller = await request.newContext({ baseURL })
    const answer = await caller.post('/api/session', { data: { account, password: PASSWORD } })
    if (answer.status() !== 201) throw new Error(`${account} cannot sign in: ${await answer.text()}`)
    await caller.storageState({ path: sessionOf(who as Exclude<Who, 'visitor'>) })
    await caller.dispose()
  }
}

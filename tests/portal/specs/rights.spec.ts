import { expect, test } from '../support/test.ts'

// U-22, U-28: the consent ended with the failed demand; the new one says so and asks for its own
test('a demand that is posted again asks for its consent, and 我的授权 names who may look', async ({
  enter,
}) => {
  const firm = await enter('neighbour')
  const answer = await firm.request.get('/api/demands?state=failed&limit=1')
  const { items } = (await answer.json()) as { items: { id: string }[] }
  await firm.goto(`/demands/${items[0]?.id ?? ''}`)
  await expect(firm.getByText('原来的数据授权已随本需求终止')).toBeVisible()
  await expect(firm.getByRole('button', { name: '不授权，重新发布' })).toBeVisible()
  await firm.getByRole('checkbox', { name: /我已阅读并同意《融资申请数据授权书》/ }).check()
  await firm.getByRole('button', { name: '授权并重新发布' }).click()
  await expect(firm.getByText('还没有机构受理')).toBeVisible()
  await firm.goto('/consents')
  const fresh = firm.getByRole('article').first()
  await expect(fresh).toContainText('受理该需求的机构（还没有机构受理）')
  await expect(fresh.getByRole('button', { name: '撤回授权' })).toBeVisible()
  const ended = firm.getByRole('article').filter({ hasText: '随申请终止' }).first()
  await expect(ended).toContainText('起不得再查看')
  await expect(ended.getByRole('button', { name: '撤回授权' })).toHaveCount(0)
})

import type { RouteRecordRaw } from 'vue-router'
import type { Group, Link } from '../shell/use-shell'

/** The navigation of operators and regulators; `home` is their first page, `more` are the portal's own. */
export function groups(roles: string[], home: string, more: { to: string; name: string }[] = []): Group[] {
  const group = (name: string, links: Link[]): Group => ({
    name,
    links: links.map((link) => ({ ...link, roles })),
  })
  return [
    group('总览', [{ to: '/', name: home }]),
    group('业务', [
      { to: '/reviews', name: '产品审核' },
      { to: '/orders', name: '订单' },
      { to: '/demands', name: '需求' },
      { to: '/institutions', name: '机构' },
    ]),
    group('风险', [
      { to: '/exposure', name: '风险敞口' },
      { to: '/rules', name: '决策规则' },
      { to: '/lists', name: '名单管理' },
      { to: '/models', name: '模型监控' },
    ]),
    group('数据', [{ to: '/accesses', name: '数据调用' }, ...more]),
  ]
}

/** The pages that operators and regulators share, and what every portal of staff ends with. */
export function oversight(roles: string[], title: string): RouteRecordRaw[] {
  const meta = (title: string) => ({ roles, title })
  return [
    { path: '/reviews', component: () => import('../review/Reviews.vue'), meta: meta('产品审核') },
    {
      path: '/reviews/:id',
      component: () => import('../review/Review.vue'),
      props: true,
      meta: meta('产品审核'),
    },
    { path: '/orders', component: () => import('./Orders.vue'), meta: meta('订单') },
    { path: '/orders/:id', component: () => import('./Order.vue'), props: true, meta: meta('订单') },
    { path: '/demands', component: () => import('./Demands.vue'), meta: meta('融资需求') },
    { path: '/exposure', component: () => import('./Exposure.vue'), meta: meta('风险敞口') },
    { path: '/rules', component: () => import('./Rules.vue'), meta: meta('决策规则') },
    {
      path: '/rules/:id/differences',
      component: () => import('./Differences.vue'),
      props: true,
      meta: meta('差异报告'),
    },
    {
      path: '/rules/draft/:id',
      component: () => import('./RuleDraft.vue'),
      props: true,
      meta: meta('起草规则'),
    },
    { path: '/lists', component: () => import('./Lists.vue'), meta: meta('名单管理') },
    { path: '/models', component: () => import('./Models.vue'), meta: meta('模型监控') },
    { path: '/accesses', component: () => import('./Accesses.vue'), meta: meta('数据调用') },
    { path: '/inbox', component: () => import('../components/Inbox.vue'), meta: meta('消息') },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('../components/SignIn.vue'),
      props: { title, roles },
      meta: { title: '登录' },
    },
    {
      path: '/:rest(.*)*',
      component: () => import('../components/NotFound.vue'),
      meta: { title: '页面不存在' },
    },
  ]
}

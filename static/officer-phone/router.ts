import { createRouter, createWebHistory } from 'vue-router'

const roles = ['officer']

export const router = createRouter({
  history: createWebHistory('/officer-phone/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    {
      path: '/',
      name: 'home',
      component: () => import('./pages/Pool.vue'),
      meta: { roles, title: '抢单池', tab: true },
    },
    {
      path: '/demands/:id',
      component: () => import('./pages/Demand.vue'),
      props: true,
      meta: { roles, title: '需求详情' },
    },
    {
      path: '/orders',
      component: () => import('./pages/Orders.vue'),
      meta: { roles, title: '我的订单', tab: true },
    },
    {
      path: '/orders/:id',
      component: () => import('./pages/Order.vue'),
      props: true,
      meta: { roles, title: '订单详情' },
    },
    {
      path: '/inbox',
      component: () => import('./pages/Messages.vue'),
      meta: { roles, title: '消息', tab: true },
    },
    { path: '/me', component: () => import('./pages/Me.vue'), meta: { roles, title: '我的', tab: true } },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('./pages/SignIn.vue'),
      meta: { title: '登录' },
    },
    {
      path: '/:rest(.*)*',
      component: () => import('../common/components/NotFound.vue'),
      meta: { title: '页面不存在' },
    },
  ],
})

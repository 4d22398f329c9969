import { createRouter, createWebHistory } from 'vue-router'
import { oversight } from '../common/oversight/routes'

const roles = ['operator']

export const router = createRouter({
  history: createWebHistory('/operator/'),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : { top: 0 }),
  routes: [
    { path: '/', name: 'home', component: () => import('./pages/Home.vue'), meta: { roles } },
    {
      path: '/objections',
      component: () => import('./pages/Objections.vue'),
      meta: { roles, title: '评分异议' },
    },
    ...oversight(roles, '登录运营管理'),
  ],
})

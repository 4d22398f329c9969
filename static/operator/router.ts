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
    {
      path: '/institutions',
      component: () => import('./pages/Institutions.vue'),
      meta: { roles, title: '机构时限' },
    },
    {
      path: '/dictionary',
      component: () => import('./pages/Dictionary.vue'),
      meta: { roles, title: '数据字典' },
    },
    ...oversight(roles, '登录运营管理'),
  ],
})

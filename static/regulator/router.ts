import { createRouter, createWebHistory } from 'vue-router'
import { oversight } from '../common/oversight/routes'

const roles = ['regulator']

export const router = createRouter({
  history: createWebHistory('/regulator/'),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : { top: 0 }),
  routes: [
    {
      path: '/',
      name: 'home',
      component: () => import('./pages/Home.vue'),
      meta: { roles, title: '数据概览' },
    },
    {
      path: '/institutions',
      component: () => import('./pages/Institutions.vue'),
      meta: { roles, title: '金融机构' },
    },
    ...oversight(roles, '登录金融监管'),
  ],
})

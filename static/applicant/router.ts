import { createRouter, createWebHistory } from 'vue-router'
import { watchBack } from '../common/back'
import { carryWish } from './wish'

declare module 'vue-router' {
  interface RouteMeta {
    /** Whether what somebody wants to borrow matters there. */
    wish?: boolean
  }
}

const roles = ['applicant']
const own = (title: string) => ({ roles, title })
const open = (title?: string) => ({ wish: true, ...(title ? { title } : {}) })

export const router = createRouter({
  history: createWebHistory('/'),
  scrollBehavior: (to, from, saved) =>
    saved ?? (to.hash ? { el: to.hash, top: 80 } : to.path === from.path ? {} : { top: 0 }),
  routes: [
    { path: '/', name: 'home', component: () => import('./pages/Home.vue'), meta: open() },
    { path: '/market', component: () => import('./pages/Market.vue'), meta: open('金融超市') },
    {
      path: '/products/:id',
      component: () => import('./pages/Product.vue'),
      props: true,
      meta: open('产品'),
    },
    {
      path: '/institutions',
      component: () => import('./pages/Institutions.vue'),
      meta: open('金融机构'),
    },
    {
      path: '/institutions/:id',
      component: () => import('./pages/Institution.vue'),
      props: true,
      meta: open('金融机构'),
    },
    {
      path: '/apply/:id',
      component: () => import('./pages/Apply.vue'),
      props: true,
      meta: { ...own('申请贷款'), wish: true },
    },
    { path: '/orders', component: () => import('./pages/Orders.vue'), meta: own('我的订单') },
    { path: '/orders/:id', component: () => import('./pages/Order.vue'), props: true, meta: own('订单') },
    { path: '/demands', component: () => import('./pages/Demands.vue'), meta: own('融资需求') },
    {
      path: '/demands/new',
      component: () => import('./pages/NewDemand.vue'),
      meta: { ...own('发布需求'), wish: true },
    },
    {
      path: '/demands/:id',
      component: () => import('./pages/Demand.vue'),
      props: true,
      meta: own('融资需求'),
    },
    { path: '/score', component: () => import('./pages/Score.vue'), meta: own('我的信用') },
    { path: '/consents', component: () => import('./pages/Consents.vue'), meta: own('我的授权') },
    { path: '/reports', component: () => import('./pages/Reports.vue'), meta: own('信用报告') },
    { path: '/inbox', component: () => import('./pages/Inbox.vue'), meta: own('消息') },
    { path: '/complaints', component: () => import('./pages/Complaints.vue'), meta: { title: '投诉建议' } },
    { path: '/help', component: () => import('./pages/Help.vue'), meta: open('办理指南') },
    { path: '/me', component: () => import('./pages/Me.vue'), meta: own('我的') },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('../common/components/SignIn.vue'),
      props: { title: '登录融通', roles, oidc: true },
      meta: { title: '登录' },
    },
    {
      path: '/:rest(.*)*',
      component: () => import('../common/components/NotFound.vue'),
      meta: { title: '页面不存在' },
    },
  ],
})
watchBack(router)
carryWish(router)

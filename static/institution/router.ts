import { createRouter, createWebHistory } from 'vue-router'

const roles = ['officer', 'manager']

export const router = createRouter({
  history: createWebHistory('/institution/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'home', component: () => import('./pages/Home.vue') },
    { path: '/inbox', component: () => import('../common/components/Inbox.vue'), meta: { roles, title: '消息' } },
    { path: '/sign-in', name: 'sign-in', component: () => import('../common/components/SignIn.vue'), props: { title: '登录金融机构', roles }, meta: { title: '登录' } },
    { path: '/:rest(.*)*', component: () => import('../common/components/NotFound.vue'), meta: { title: '页面不存在' } },
  ],
})

import { createRouter, createWebHistory } from 'vue-router'

const roles = ['officer', 'manager']
const officers = ['officer']
const managers = ['manager']

export const router = createRouter({
  history: createWebHistory('/institution/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    {
      path: '/',
      name: 'home',
      component: () => import('./pages/Home.vue'),
      meta: { roles, title: '工作台' },
    },
    {
      path: '/pool',
      component: () => import('./pages/Pool.vue'),
      meta: { roles: officers, title: '抢单池' },
    },
    {
      path: '/demands/:id',
      component: () => import('./pages/Demand.vue'),
      props: true,
      meta: { roles: officers, title: '需求详情' },
    },
    { path: '/orders', component: () => import('./pages/Orders.vue'), meta: { roles, title: '订单' } },
    {
      path: '/orders/:id',
      component: () => import('./pages/Order.vue'),
      props: true,
      meta: { roles, title: '订单详情' },
    },
    { path: '/alerts', component: () => import('./pages/Alerts.vue'), meta: { roles, title: '贷后预警' } },
    {
      path: '/alerts/:id',
      component: () => import('./pages/Alert.vue'),
      props: true,
      meta: { roles, title: '预警详情' },
    },
    {
      path: '/products',
      component: () => import('./pages/Products.vue'),
      meta: { roles: managers, title: '产品管理' },
    },
    {
      path: '/products/new',
      component: () => import('./pages/ProductNew.vue'),
      meta: { roles: managers, title: '新建产品' },
    },
    {
      path: '/products/:id',
      component: () => import('./pages/Product.vue'),
      props: true,
      meta: { roles: managers, title: '产品详情' },
    },
    {
      path: '/exposure',
      component: () => import('../common/oversight/Exposure.vue'),
      meta: { roles: managers, title: '风险敞口' },
    },
    {
      path: '/staff',
      component: () => import('./pages/Staff.vue'),
      meta: { roles: managers, title: '机构人员' },
    },
    { path: '/inbox', component: () => import('./pages/Messages.vue'), meta: { roles, title: '消息' } },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('../common/components/SignIn.vue'),
      props: { title: '登录金融机构', roles },
      meta: { title: '登录' },
    },
    {
      path: '/:rest(.*)*',
      component: () => import('../common/components/NotFound.vue'),
      meta: { title: '页面不存在' },
    },
  ],
})

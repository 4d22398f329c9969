import '../common/style/base.css'
import '../common/style/vant.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { refreshDictionary } from '../common/dictionary'
import { guard } from '../common/guard'
import App from './App.vue'
import { router } from './router'

const app = createApp(App).use(createPinia())
guard(router, '融通 客户经理')
app.use(router).mount('#app')
void refreshDictionary()

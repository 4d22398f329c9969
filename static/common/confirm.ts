import { ElMessageBox } from 'element-plus'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-message-box.css'
import 'element-plus/theme-chalk/el-overlay.css'

/** Asks before what cannot be taken back. `act` is the word on the button. */
export async function confirmed(title: string, text: string, act: string): Promise<boolean> {
  const answer = await ElMessageBox.confirm(text, title, {
    confirmButtonText: act,
    cancelButtonText: '再想想',
  }).catch(() => undefined)
  return answer !== undefined
}

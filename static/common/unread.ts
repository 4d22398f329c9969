import { ref } from 'vue'

/** How many messages the caller has not read: the bell shows it, and the list of messages brings it down. */
export const unread = ref(0)

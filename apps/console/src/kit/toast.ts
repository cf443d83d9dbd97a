import { notifications } from '@mantine/notifications'

/** Short news at the corner; read out by screen readers. Errors that belong to a field or a page stand there instead. */
export const toast = {
  good: (message: string) => notifications.show({ message, color: 'teal', autoClose: 4_000, role: 'status' }),
  bad: (message: string) => notifications.show({ message, color: 'red', autoClose: 10_000, role: 'alert' }),
}

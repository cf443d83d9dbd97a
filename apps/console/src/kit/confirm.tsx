import { Button, Group, Modal, Text } from '@mantine/core'
import { useRef } from 'react'
import { useTexts } from '@/lib/lang'
import { Store } from '@/lib/store'
import { kit } from './texts'

interface Question {
  title: string
  text?: string
  /** What the button does, as a verb: "Cancel the order". */
  yes: string
  no?: string
  danger?: boolean
}

const asked = new Store<{ question: Question; answer: (yes: boolean) => void } | undefined>(undefined)

/** `if (await confirm({ title, text, yes: t.archive, danger: true })) …` */
export function confirm(question: Question): Promise<boolean> {
  asked.get()?.answer(false)
  return new Promise((resolve) => {
    asked.set({
      question,
      answer: (yes) => {
        asked.set(undefined)
        resolve(yes)
      },
    })
  })
}

/** Where questions are shown; once, in the app. */
export function ConfirmHost() {
  const t = useTexts(kit)
  const now = asked.use()
  // While it closes the last question stays in view.
  const last = useRef<Question>(undefined)
  if (now) last.current = now.question
  const question = now?.question ?? last.current
  return (
    <Modal
      opened={!!now}
      onClose={() => now?.answer(false)}
      title={question?.title}
      withCloseButton={false}
      zIndex={350}
    >
      {question?.text && <Text>{question.text}</Text>}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => now?.answer(false)} data-autofocus>
          {question?.no ?? t.cancel}
        </Button>
        <Button color={question?.danger ? 'red.9' : undefined} onClick={() => now?.answer(true)}>
          {question?.yes}
        </Button>
      </Group>
    </Modal>
  )
}

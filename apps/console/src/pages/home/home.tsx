import { PageHeader } from '@/kit'
import { useMe } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { texts } from './texts'

export default function Home() {
  const t = useTexts(texts)
  const me = useMe()
  return <PageHeader title={t.title({ name: me.name.split(' ')[0] ?? me.name })} lead={t.lead} />
}

import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import type { Lang } from '@storeflow/i18n'
import { changeLang, useLang, useTexts } from '@/lib/lang'
import classes from './sign-in.module.css'
import { shell } from './texts'

/** Language and theme. */
export function Choices() {
  const t = useTexts(shell)
  const lang = useLang()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div className={classes.choices}>
      <SegmentedControl
        size="xs"
        aria-label={t.language}
        value={lang}
        onChange={(value) => changeLang(value as Lang)}
        data={[
          { value: 'es', label: 'Español' },
          { value: 'en', label: 'English' },
        ]}
      />
      <SegmentedControl
        size="xs"
        aria-label={t.theme}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: 'auto', label: t.auto },
          { value: 'light', label: t.light },
          { value: 'dark', label: t.dark },
        ]}
      />
    </div>
  )
}

import { useMantineColorScheme } from '@mantine/core'
import { changeLang, useLang, useTexts } from '@/lib/lang'
import classes from './sign-in.module.css'
import { shell } from './texts'

const LANGUAGES = [
  { value: 'es', label: 'Español' },
  { value: 'en', label: 'English' },
] as const

/** Language and theme, for people who are not signed in. */
export function Choices() {
  const t = useTexts(shell)
  const lang = useLang()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div className={classes.choices}>
      <fieldset className={classes.choice} aria-label={t.language}>
        {LANGUAGES.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            lang={value}
            aria-pressed={lang === value}
            onClick={() => changeLang(value)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      <fieldset className={classes.choice} aria-label={t.theme}>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <button
            key={scheme}
            type="button"
            aria-pressed={colorScheme === scheme}
            onClick={() => setColorScheme(scheme)}
          >
            {t[scheme]}
          </button>
        ))}
      </fieldset>
    </div>
  )
}

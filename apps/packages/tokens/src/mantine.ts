import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const brand: MantineColorsTuple = [
  '#e3f1fb',
  '#c5e2f6',
  '#97cbee',
  '#63b1e5',
  '#3597d9',
  '#1583cc',
  '#0070ba',
  '#005f9e',
  '#004e83',
  '#003d68',
]

const accent: MantineColorsTuple = [
  '#fce8f1',
  '#f9cbe0',
  '#f297c0',
  '#eb619f',
  '#e23a84',
  '#d21a6c',
  '#b60053',
  '#9a0047',
  '#7e003a',
  '#62002d',
]

/** Greys with a little blue, as in tokens.css, where Mantine's own are warm. */
const dark: MantineColorsTuple = [
  '#e6ebf0',
  '#c3ccd5',
  '#9facb9',
  '#667584',
  '#34414d',
  '#27323c',
  '#1b242d',
  '#151c23',
  '#10161c',
  '#0e1318',
]

/** Mantine made from the same values as tokens.css. */
export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 6 },
  colors: { brand, accent, dark },
  fontFamily: 'var(--sf-font)',
  fontFamilyMonospace: 'var(--sf-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.55', xl: '1.6' },
  spacing: { xs: '6px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: 'var(--sf-radius)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '1.3' },
      h2: { fontSize: '16px', lineHeight: '1.4' },
      h3: { fontSize: '14px', lineHeight: '1.45' },
    },
  },
  components: {
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    Badge: { defaultProps: { tt: 'none' } },
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
})

/** Mantine's own surfaces, texts and lines are ours. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--sf-card)',
    '--mantine-color-text': 'var(--sf-ink)',
    '--mantine-color-bright': 'var(--sf-ink)',
    '--mantine-color-dimmed': 'var(--sf-quiet)',
    '--mantine-color-placeholder': 'var(--sf-quiet)',
    '--mantine-color-error': 'var(--sf-bad)',
    '--mantine-color-anchor': 'var(--sf-brand-ink)',
    '--mantine-color-default': 'var(--sf-card)',
    '--mantine-color-default-hover': 'var(--sf-hover)',
    '--mantine-color-default-color': 'var(--sf-ink)',
    '--mantine-color-default-border': 'var(--sf-line)',
    '--mantine-color-brand-light': 'var(--sf-brand-soft)',
    '--mantine-color-brand-light-hover': 'var(--sf-brand-soft)',
    '--mantine-color-brand-light-color': 'var(--sf-brand-ink)',
    '--mantine-color-brand-outline': 'var(--sf-brand-ink)',
    '--mantine-color-red-light': 'var(--sf-bad-soft)',
    '--mantine-color-red-light-hover': 'var(--sf-bad-soft)',
    '--mantine-color-red-light-color': 'var(--sf-bad)',
  }
  return { variables: {}, light: both, dark: both }
}

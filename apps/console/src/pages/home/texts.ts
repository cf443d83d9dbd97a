import { dictionary } from '@storeflow/i18n'

export const texts = dictionary(
  { title: 'Hola, {name}', lead: 'Estas son sus páginas.' },
  { title: 'Hello, {name}', lead: 'These are your pages.' },
)

/** What people dial in a country is shorter than what is stored. By the company's currency: an installation is one country. */
const PREFIXES: Record<string, string> = { COP: '57', MXN: '52', PEN: '51', CLP: '56', ARS: '54', BRL: '55', USD: '1' }

/** `310 482 7316` → `+573104827316`; what already has a country code keeps it. */
export function phoneOf(text: string, currency: string): string {
  const digits = text.replace(/[^\d+]/g, '')
  if (digits.startsWith('+')) return `+${digits.slice(1).replaceAll('+', '')}`
  if (digits.startsWith('00')) return `+${digits.slice(2)}`
  const prefix = PREFIXES[currency] ?? ''
  return digits.length > 10 && digits.startsWith(prefix) ? `+${digits}` : `+${prefix}${digits}`
}

/** A phone or an e-mail address, as the server knows it. */
export function loginOf(text: string, currency: string): string {
  const login = text.trim()
  return login.includes('@') || !/\d{6}/.test(login.replace(/[\s().-]/g, '')) ? login : phoneOf(login, currency)
}

import { describe, expect, it } from 'vitest'
import { loginOf, phoneOf } from './phone'

describe('phones', () => {
  it('get the country code that people leave out', () => {
    for (const typed of [
      '310 482 7316',
      '3104827316',
      '+57 310 482 7316',
      '573104827316',
      '(310) 482-7316',
      '0057 3104827316',
    ]) {
      expect(phoneOf(typed, 'COP'), typed).toBe('+573104827316')
    }
  })
  it('sign in like e-mail addresses', () => {
    expect(loginOf(' ana@tienda.co ', 'COP')).toBe('ana@tienda.co')
    expect(loginOf('310 482 73 16', 'COP')).toBe('+573104827316')
  })
})

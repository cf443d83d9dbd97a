import { expect, it } from 'vitest'
import { fromPixels, metresPerPixel, toPixels } from './place'

it('a position comes back from its pixels, and a pixel has its metres', () => {
  const shop = { lat: 4.71985, lon: -74.0401 }
  const back = fromPixels(toPixels(shop, 18), 18)
  expect(back.lat).toBeCloseTo(shop.lat, 5)
  expect(back.lon).toBeCloseTo(shop.lon, 5)
  expect(metresPerPixel(shop.lat, 18)).toBeCloseTo(0.595, 2)
})

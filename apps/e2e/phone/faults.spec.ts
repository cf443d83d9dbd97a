import { test } from '@playwright/test'
import { Company } from '../company'
import { FaultProxy } from './proxy'
import { Round } from './round'

/** `ROUNDS=50` in `make soak`; `SEED=…` does one round again. */
const ROUNDS = Number(process.env.ROUNDS ?? 1)
const SEED = process.env.SEED ? Number(process.env.SEED) : undefined

test.describe('a phone loses no order and doubles none', () => {
  const company = new Company()
  const proxy = new FaultProxy(() => company.url)
  const totals = { rounds: 0, orders: 0 }

  test.beforeAll(async () => {
    await company.start()
    await proxy.start()
    console.log(`pages ${proxy.pages}`)
  })
  test.afterAll(async () => {
    await proxy.down()
    await company.end()
    console.log(
      `${totals.rounds} rounds, ${totals.orders} orders, 0 lost, 0 doubled; faults: ${JSON.stringify(proxy.happened)}`,
    )
  })

  const first = Math.floor(Math.random() * 2 ** 31)
  const seeds = SEED === undefined ? Array.from({ length: ROUNDS }, (_, i) => first + i) : [SEED]
  for (const [i, seed] of seeds.entries()) {
    test(`round ${i + 1}`, async () => {
      console.log(`SEED=${seed}`)
      const round = new Round(seed, company, proxy)
      try {
        await test.step('begin', () => round.begin())
        await round.run((name, work) =>
          test.step(name, async () => {
            const began = Date.now()
            if (process.env.VERBOSE) console.log(`  ${name} …`)
            await work()
            if (process.env.VERBOSE) console.log(`  ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`)
          }),
        )
        await test.step('finish', () => round.finish())
        totals.rounds += 1
        totals.orders += round.ana.orders.size + round.luis.orders.size
      } catch (error) {
        console.log(await round.picture())
        throw error
      } finally {
        proxy.fault = () => undefined
        await proxy.up()
        await round.end()
      }
    })
  }
})

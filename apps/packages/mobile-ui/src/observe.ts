import type { Observable } from '@storeflow/core'
import { useEffect, useReducer } from 'preact/hooks'

/** What an observable holds now; the component is drawn again when that changes. */
export function useStore<T>(observable: Observable<T>): T {
  const [, again] = useReducer((n: number, _: undefined) => n + 1, 0)
  const seen = observable.get()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `seen` is of the drawing that subscribes
  useEffect(() => {
    // It may have changed between the drawing and this.
    if (!Object.is(observable.get(), seen)) again(undefined)
    return observable.subscribe(() => again(undefined))
  }, [observable])
  return seen
}

export { Api, address, resourceOf } from './client'
export * from './events'
export {
  ApiError,
  type ChangedMeanwhile,
  changedMeanwhile,
  type FieldProblem,
  type Problem,
  problemOf,
  SignedOut,
  Unreachable,
} from './problem'
export type * from './schema'
export type { components, operations, paths } from './schema'
export { Session, type SessionOptions, type SessionState } from './session'
export type * from './types'

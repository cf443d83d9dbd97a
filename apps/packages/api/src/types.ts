import type { paths } from './schema'

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete'

/** The paths that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never
}[keyof paths]

export type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never

type Parameter<O, K extends string> = O extends { parameters: { [k in K]?: infer V } } ? Exclude<V, undefined> : never

export type QueryOf<P extends keyof paths, M extends Method = 'get'> = Parameter<Operation<P, M>, 'query'>
export type ParamsOf<P extends keyof paths, M extends Method = 'get'> = Parameter<Operation<P, M>, 'path'>

type Json<R> = R extends { content: { 'application/json': infer B } } ? B : undefined

export type BodyOf<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: infer R } ? Json<Exclude<R, undefined>> : undefined

type Good<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : R extends { 202: infer A } ? A : never

/** What a good answer holds; `undefined` for 204 and for what is no JSON. */
export type AnswerOf<P extends keyof paths, M extends Method = 'get'> =
  Operation<P, M> extends { responses: infer R } ? ([Good<R>] extends [never] ? undefined : Json<Good<R>>) : undefined

/** One row of a list. */
export type ItemOf<P extends keyof paths> = AnswerOf<P> extends { items: (infer T)[] } ? T : never

/** The lists: GET answers `items` and takes a cursor. */
export type ListPath = {
  [P in PathOf<'get'>]: AnswerOf<P> extends { items: unknown[] } ? P : never
}[PathOf<'get'>]

interface Common {
  /** Abandons the request. */
  signal?: AbortSignal
  /** The version that the change was made from (PATCH needs it). */
  ifMatch?: number
  /** The same key and body are done once, however often they are sent. A POST gets one of its own otherwise. */
  idempotencyKey?: string
}

type Params<P extends keyof paths, M extends Method> = [ParamsOf<P, M>] extends [never]
  ? { params?: undefined }
  : { params: ParamsOf<P, M> }

type Query<P extends keyof paths, M extends Method> = [QueryOf<P, M>] extends [never]
  ? { query?: undefined }
  : { query?: QueryOf<P, M> }

/** A POST without a body needs none; a form is sent where the document has no JSON. */
type Body<P extends keyof paths, M extends Method> = [BodyOf<P, M>] extends [never]
  ? { body?: undefined }
  : undefined extends BodyOf<P, M>
    ? { body?: BodyOf<P, M> | FormData }
    : { body: BodyOf<P, M> | FormData }

export type OptionsOf<P extends keyof paths, M extends Method> = Common &
  Params<P, M> &
  Query<P, M> &
  (M extends 'get' | 'delete' ? object : Body<P, M>)

/** The options may be left out where nothing in them is needed. */
export type Rest<P extends keyof paths, M extends Method> =
  object extends OptionsOf<P, M> ? [options?: OptionsOf<P, M>] : [options: OptionsOf<P, M>]

/** What is wrong with one field: `pointer` is a JSON pointer into the body, or the name of a query parameter. */
export interface FieldProblem {
  pointer: string
  code: string
  detail: string
}

/** An RFC 9457 problem document as StoreFlow writes it; further members belong to the `code`. */
export interface Problem {
  status: number
  code: string
  title: string
  detail: string
  trace_id?: string
  errors?: FieldProblem[]
  [member: string]: unknown
}

/** The server refused. `message` is a sentence for people, in their language. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    readonly problem: Problem,
    /** Seconds after which the same request may succeed. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail || problem.title)
  }
  get status(): number {
    return this.problem.status
  }
  get code(): string {
    return this.problem.code
  }
  get errors(): FieldProblem[] {
    return this.problem.errors ?? []
  }
}

/** No answer came: no network, or the server is down. The same request may be sent again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** Somebody else has signed in meanwhile: what was asked for is no longer wanted. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

/** 412: who changed the resource when, and how it is now. */
export interface ChangedMeanwhile<T> {
  present: T
  changed_by?: string
  changed_at?: string
}

/** The details of a 412, if it is one. */
export function changedMeanwhile<T>(error: unknown): ChangedMeanwhile<T> | undefined {
  if (!(error instanceof ApiError) || error.code !== 'changed_meanwhile') return undefined
  return error.problem as unknown as ChangedMeanwhile<T>
}

/** Reads whatever came instead of an answer. */
export async function problemOf(response: Response): Promise<ApiError> {
  const after = Number(response.headers.get('retry-after'))
  let problem: Problem | undefined
  if (response.headers.get('content-type')?.includes('json')) {
    try {
      const body: unknown = await response.json()
      if (body && typeof body === 'object' && 'code' in body) problem = body as Problem
    } catch {
      // Cut off in the middle: the status says enough.
    }
  }
  problem ??= { status: response.status, code: `http_${response.status}`, title: response.statusText, detail: '' }
  return new ApiError(problem, Number.isFinite(after) && after > 0 ? after : undefined)
}

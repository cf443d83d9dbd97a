import { Outlet, useLocation, useMatches } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { Failed, Loading, NotAllowed } from '@/kit/states'
import { allowed, queries, STAFF, session, useSession } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { startLive } from '@/lib/live'
import { Frame } from './frame'
import { pageOf, router } from './router'
import { EndedOverlay, NoConsole, SignInPage } from './sign-in'
import { shell } from './texts'

const Reset = lazy(() => import('./reset-password'))

/** Who may see what: signed out, signed in, signed out in the middle of something. */
export function Gate() {
  const t = useTexts(shell)
  const state = useSession()
  const path = useLocation({ select: (location) => location.pathname })
  const user = state.status === 'signed_in' || state.status === 'ended' ? state.user : undefined
  const before = useRef<string>(undefined)

  useEffect(() => {
    if (!user) return
    // What another person has read is nobody else's business.
    if (before.current && before.current !== user.id) {
      queries.clear()
      void router.navigate({ to: '/' })
    }
    before.current = user.id
  }, [user])

  const signedIn = state.status === 'signed_in' ? state.user.id : undefined
  useEffect(() => (signedIn ? startLive(signedIn) : undefined), [signedIn])

  useEffect(() => {
    if (state.status === 'signed_out') queries.clear()
  }, [state.status])

  if (path === '/reset-password') {
    return (
      <Suspense fallback={<Loading label={t.starting} />}>
        <Reset />
      </Suspense>
    )
  }
  if (state.status === 'starting') {
    if (state.problem) return <Failed error={state.problem} retry={() => session.start()} />
    return <Loading label={t.starting} />
  }
  if (!user) return <SignInPage />
  if (!allowed(user, [...STAFF, 'supplier'])) return <NoConsole />
  return (
    <>
      <Frame key={user.id}>
        <Page />
      </Frame>
      {state.status === 'ended' && <EndedOverlay user={user} />}
    </>
  )
}

function Page() {
  const state = useSession()
  const fullPath = useMatches({ select: (matches): string => matches.at(-1)?.fullPath ?? '' })
  const user = state.status === 'signed_in' || state.status === 'ended' ? state.user : undefined
  const page = pageOf(fullPath)
  if (page && user && !allowed(user, page.roles)) return <NotAllowed />
  return (
    <Suspense fallback={<Loading />}>
      <Outlet />
    </Suspense>
  )
}

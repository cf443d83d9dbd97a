import { Link } from '@tanstack/react-router'
import classes from './subnav.module.css'

/** The views of an area, below its heading. */
export function SubNav({ label, views }: { label: string; views: { to: string; label: string }[] }) {
  return (
    <nav className={classes.nav} aria-label={label}>
      {views.map((view) => (
        <Link key={view.to} to={view.to} activeOptions={{ exact: true, includeSearch: false }}>
          {view.label}
        </Link>
      ))}
    </nav>
  )
}

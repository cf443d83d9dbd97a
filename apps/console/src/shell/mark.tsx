/** The name and its sign. */
export function Mark() {
  return (
    <span className="sf-mark">
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#0070ba" />
        <path
          d="M8 20.5c2 2 4.6 3 7.7 3 4.6 0 7.6-2.1 7.6-5.4 0-6.2-10.6-3.7-10.6-7 0-1.3 1.3-2.1 3.5-2.1 2.3 0 4.1.8 5.5 2.1"
          fill="none"
          stroke="#fff"
          strokeWidth="3"
          strokeLinecap="round"
        />
        <circle cx="24.5" cy="24.5" r="3" fill="#ff7ab3" />
      </svg>
      StoreFlow
    </span>
  )
}

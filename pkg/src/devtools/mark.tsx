/** The sign of the package: a frond that holds on to a rock. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M16 5v14M16 19c0 4-3 7-7.5 7.5M16 19c0 4 3 7 7.5 7.5M16 19v8M16 12c-4 0-6-2-6.5-5.5M16 15c4 0 6-2 6.5-5.5" />
    </svg>
  );
}

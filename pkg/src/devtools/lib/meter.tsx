/** A share from 0 to 1 as a bar; the figure stands beside it. */
export function Meter({ share }: { readonly share: number }) {
  return (
    <span className="meter" aria-hidden="true">
      <span style={{ width: `${Math.round(Math.min(1, Math.max(0, share || 0)) * 100)}%` }} />
    </span>
  );
}

import { kindOf, preview } from '../lib/text.js';

/** A value in one line, in the colour of its kind. */
export function Value({ value }: { readonly value: unknown }) {
  return (
    <span className="value" data-kind={kindOf(value)}>
      {preview(value)}
    </span>
  );
}

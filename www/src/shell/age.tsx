/** How long ago something was, to the second. */
import { ago } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';

export function Age({ of: time }: { readonly of: number }) {
  return ago(time, useNow(1000, time));
}

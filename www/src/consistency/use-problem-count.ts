/** How many problems the last check found. */
import { useStore } from '../lib/store.ts';
import { checks, problemsIn } from './checks.ts';

export function useProblemCount(): number {
  const check = useStore(checks);
  return check ? problemsIn(check) : 0;
}

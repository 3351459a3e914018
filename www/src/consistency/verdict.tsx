/** Whether the state is consistent, in a word; read out when that changes. */
import { counted } from '../lib/format.ts';
import { Mood } from '../shell/mood.tsx';
import { type Check, problemsIn } from './checks.ts';

export function Verdict({ check }: { readonly check: Check }) {
  const found = problemsIn(check);
  return (
    <output aria-live="polite">
      <Mood mood={!check.isValid ? 'bad' : found > 0 ? 'busy' : 'good'} testId="verdict">
        {found === 0 ? 'Consistent' : counted(found, 'problem')}
      </Mood>
    </output>
  );
}

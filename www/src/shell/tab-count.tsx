/** How much is wrong on a page, beside its name; nothing if nothing is. */
import { count, counted } from '../lib/format.ts';
import classes from './tab-count.module.css';

export function TabCount({ of, noun }: { readonly of: number; readonly noun: string }) {
  if (of === 0) return null;
  return (
    <>
      <span className={classes.count} aria-hidden>
        {of > 99 ? '99+' : count(of)}
      </span>
      <span className="said">, {counted(of, noun)}</span>
    </>
  );
}

/** The problems that a check found, one below the other, in a list that does not grow beyond the screen. */
import type { Issue } from 'holdfast';
import { IssueItem } from './issue-item.tsx';
import classes from './issues.module.css';

/** Long enough to see what is going on; all are counted. */
const SHOWN = 100;

export function Issues({ issues }: { readonly issues: readonly Issue[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to scroll by keyboard too
    <section className={classes.scroller} aria-label="Problems" tabIndex={0}>
      <ul>
        {issues.slice(0, SHOWN).map((issue) => (
          <IssueItem key={`${issue.code} ${issue.pointer} ${issue.message}`} issue={issue} />
        ))}
      </ul>
    </section>
  );
}

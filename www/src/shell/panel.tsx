/** A titled card: the frame that every part of the dashboard stands in. */
import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  /** Unique on the page; the title gets `id-title`. */
  readonly id: string;
  readonly title: string;
  /** A figure or a few words beside the title. */
  readonly note?: ReactNode;
  /** Controls at the end of the title's line. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ id, title, note, actions, children }: PanelProps) {
  return (
    <section className={classes.panel} aria-labelledby={`${id}-title`} data-testid={id}>
      <header className={classes.head}>
        <div className={classes.names}>
          <h2 className={classes.title} id={`${id}-title`}>
            {title}
          </h2>
          {note !== undefined && <span className={classes.note}>{note}</span>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}

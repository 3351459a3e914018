/** What stands where a list would be, if it had anything in it. */
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty.module.css';

interface EmptyProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children: ReactNode;
}

export function Empty({ icon: Picture, title, children }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <Picture className={classes.icon} size={26} stroke={1.4} aria-hidden />
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>{children}</p>
    </div>
  );
}

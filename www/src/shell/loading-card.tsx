/** A card without content yet. */
import { Skeleton } from '@mantine/core';
import classes from './loading-card.module.css';

interface LoadingCardProps {
  readonly height: number;
  /** Widths of the lines. */
  readonly lines: readonly string[];
}

export function LoadingCard({ height, lines }: LoadingCardProps) {
  return (
    <div className={classes.card} style={{ height }}>
      {lines.map((width) => (
        <Skeleton key={width} height={14} width={width} />
      ))}
    </div>
  );
}

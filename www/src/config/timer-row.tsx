/** One of the engine's timers: how long ago it ran, how often it does, and how often it has. */
import { ago, count, duration } from '../lib/format.ts';
import classes from './timer-row.module.css';

interface TimerRowProps {
  readonly id: string;
  readonly label: string;
  /** Milliseconds since 1970; `null` before the first. */
  readonly last: number | null;
  readonly now: number;
  /** 0 if it is off. */
  readonly intervalMs: number;
  readonly runs: number;
}

export function TimerRow({ id, label, last, now, intervalMs, runs }: TimerRowProps) {
  const isOn = intervalMs > 0;
  const share = isOn && last !== null ? Math.min(1, (now - last) / intervalMs) : 0;
  return (
    <li className={classes.timer} data-testid={`timer-${id}`}>
      <p className={classes.head}>
        <span className={classes.label}>{label}</span>
        <span data-testid="runs">{count(runs)}×</span>
      </p>
      <div className={classes.track} style={{ '--share': `${share * 100}%` }} data-on={isOn} aria-hidden />
      <p className={classes.foot}>
        <span data-testid="since">{last === null ? 'not yet' : ago(last, now)}</span>
        <span>{isOn ? `every ${duration(intervalMs)}` : 'off'}</span>
      </p>
    </li>
  );
}

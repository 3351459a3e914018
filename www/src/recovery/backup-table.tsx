/** The backups, newest first. */
import type { BackupInfo } from 'holdfast';
import type { Backups } from 'holdfast/react';
import { BackupRow } from './backup-row.tsx';
import classes from './backup-table.module.css';
import { newerThan, question } from './questions.ts';
import { nameOf } from './words.ts';

export function BackupTable({ backups, restore, pending }: Omit<Backups, 'create'>) {
  const ask = (backup: BackupInfo) =>
    question.set({
      what: nameOf(backup),
      discards: newerThan(backup.version),
      recover: () => restore(backup.id),
    });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to scroll by keyboard too
    <section className={classes.scroller} aria-label="Backups, the newest first" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Made</th>
            <th scope="col">Label</th>
            <th scope="col">Version</th>
            <th scope="col">When</th>
            <th scope="col">Size</th>
            <th scope="col">New</th>
            <th scope="col">Read back</th>
            <th scope="col">
              <span className="said">Restore</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {backups.map((backup) => (
            <BackupRow key={backup.id} backup={backup} disabled={pending} onRestore={ask} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The backups, newest first: of when, of what, and what each weighs. */
import type { BackupInfo } from '../../types.js';
import { bytes, count, dateAndTime } from '../lib/format.js';
import { Meter } from '../lib/meter.js';
import { Scroller } from '../lib/scroller.js';

interface BackupTableProps {
  readonly backups: readonly BackupInfo[];
  readonly pending: boolean;
  readonly onRestore: (backup: BackupInfo) => void;
}

export function BackupTable({ backups, pending, onRestore }: BackupTableProps) {
  const largest = Math.max(...backups.map((backup) => backup.bytes));
  return (
    <Scroller className="table-frame" label="Backups">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Kind</th>
            <th scope="col">Label</th>
            <th scope="col" className="number">
              Version
            </th>
            <th scope="col">Holds</th>
            <th scope="col" className="number">
              New in it
            </th>
            <th scope="col">Read back</th>
            <th scope="col">
              <span className="said">Restore</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {backups.map((backup) => (
            <tr key={backup.id}>
              <td>{dateAndTime(backup.time)}</td>
              <td>{backup.kind}</td>
              <td>{backup.label ?? '—'}</td>
              <td className="number">{count(backup.version)}</td>
              <td>
                <Meter share={backup.bytes / largest} /> {bytes(backup.bytes)}
              </td>
              <td className="number">{bytes(backup.newBytes)}</td>
              <td>{backup.verified ? 'yes' : 'no'}</td>
              <td>
                <button type="button" className="button" disabled={pending} onClick={() => onRestore(backup)}>
                  Restore
                  <span className="said">
                    {' '}
                    the backup of version {backup.version}, {dateAndTime(backup.time)}
                  </span>
                  …
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

/** The operations that are counted, as people call them; the type keeps the list complete. */
import type { OperationName } from '../../types.js';

const LABELS: Record<OperationName, string> = {
  update: 'Update',
  commit: 'Commit to disk',
  load: 'Load',
  validate: 'Validation',
  consistencyCheck: 'Consistency check',
  optimize: 'Optimisation',
  backup: 'Backup',
  recover: 'Recovery',
};

export const OPERATIONS = Object.entries(LABELS).map(([name, label]) => ({ name: name as OperationName, label }));

/** What an operation is called. */
export const labelOf = (name: OperationName): string => LABELS[name];

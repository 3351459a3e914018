/** The operations that are counted, as people call them. A type check keeps the list complete. */
import type { OperationName } from 'holdfast';

const labels: Record<OperationName, string> = {
  update: 'Update',
  commit: 'Commit to disk',
  load: 'Load',
  validate: 'Validation',
  consistencyCheck: 'Consistency check',
  optimize: 'Optimisation',
  backup: 'Backup',
  recover: 'Recovery',
};

export const OPERATIONS = Object.entries(labels).map(([name, label]) => ({ name: name as OperationName, label }));

/** Problems that the state found in a new node, by the field of the form that they are about. */
import type { Issue } from 'holdfast';

export type FieldErrors = Readonly<Partial<Record<string, string>>>;

export function fieldErrors(issues: readonly Issue[]): FieldErrors {
  const errors: Record<string, string> = {};
  for (const { pointer, expected, message } of issues) {
    const field = pointer.slice(pointer.lastIndexOf('/') + 1);
    errors[field] ??= expected === undefined ? message : `Expected ${expected}`;
  }
  return errors;
}

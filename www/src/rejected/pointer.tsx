/** A JSON Pointer that breaks between its steps, if it has to. */
import { Fragment } from 'react';

export function Pointer({ of: pointer }: { readonly of: string }) {
  if (pointer === '') return '(the whole state)';
  const steps = pointer.slice(1).split('/');
  return steps.map((step, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other identity than its place
    <Fragment key={index}>
      <wbr />/{step}
    </Fragment>
  ));
}

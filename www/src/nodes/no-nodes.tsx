/** In place of an empty list: that there is nothing yet, or nothing that matches. */
import { IconDatabaseOff } from '@tabler/icons-react';
import { Empty } from '../shell/empty.tsx';

export function NoNodes({ query }: { readonly query: string }) {
  return query ? (
    <Empty icon={IconDatabaseOff} title={`No node matches “${query}”`}>
      Each word has to occur in the text, the type, the source or a tag.
    </Empty>
  ) : (
    <Empty icon={IconDatabaseOff} title="Nothing remembered yet">
      Add a node with the form, or a thousand with the button at the top.
    </Empty>
  );
}

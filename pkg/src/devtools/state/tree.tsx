/** The tree of the state: arrows move, open and close, as the ARIA pattern has it. */
import type { KeyboardEvent } from 'react';
import { containerOf } from '../lib/containers.js';
import { Rows, type RowView } from '../rows/rows.js';
import type { Branch, Opened, TreeRow } from './flat-tree.js';
import { withClosed, withOpen } from './opened.js';
import { Value } from './value.js';

interface TreeProps {
  readonly branch: Branch;
  readonly opened: Opened;
  readonly onOpened: (opened: Opened) => void;
  readonly chosen: readonly string[];
  readonly onChosen: (path: readonly string[]) => void;
  /** What Enter does. */
  readonly onEnter: () => void;
}

const INDENT = 14;

export function Tree({ branch, opened, onOpened, chosen, onChosen, onEnter }: TreeProps) {
  const active = branch.indexOf(chosen);
  const toggle = ({ isOpen, path }: TreeRow) => onOpened(isOpen ? withClosed(opened, path) : withOpen(opened, path));
  const onKey = ({ key }: KeyboardEvent): boolean => {
    if (active < 0) return false;
    const row = branch.at(active);
    const size = containerOf(row.value)?.count ?? 0;
    if (key === 'Enter' || key === ' ') onEnter();
    else if (key === 'ArrowRight' && size > 0) row.isOpen ? onChosen(branch.at(active + 1).path) : toggle(row);
    else if (key === 'ArrowLeft') row.isOpen ? toggle(row) : row.path.length > 1 && onChosen(row.path.slice(0, -1));
    else return false;
    return true;
  };
  const row = (index: number): RowView => {
    const at = branch.at(index);
    const { pointer, path, name, value, position, siblings, isOpen } = at;
    const canOpen = (containerOf(value)?.count ?? 0) > 0;
    return {
      key: pointer,
      aria: {
        'aria-level': path.length,
        'aria-posinset': position + 1,
        'aria-setsize': siblings,
        ...(canOpen && { 'aria-expanded': isOpen }),
      },
      content: (
        <span className="node" style={{ paddingInlineStart: (path.length - 1) * INDENT }}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys do the same */}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
          <span className="twist" data-open={canOpen ? isOpen : undefined} onClick={() => canOpen && toggle(at)} />
          <span className="node-name">{name}</span>
          <Value value={value} />
        </span>
      ),
    };
  };
  return (
    <Rows
      role="tree"
      label="State"
      count={branch.rows}
      rowHeight={22}
      active={active}
      onActive={(index) => onChosen(branch.at(index).path)}
      onKey={onKey}
      row={row}
    />
  );
}

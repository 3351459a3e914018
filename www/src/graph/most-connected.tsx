/** The nodes of the picture that most others refer to: as a list, for the keyboard and for those who do not see the picture. */
import { count } from '../lib/format.ts';
import { textOf } from '../nodes/node-text.ts';
import { TypeMark } from '../nodes/type-mark.tsx';
import { Panel } from '../shell/panel.tsx';
import type { Graph } from './choose.ts';
import classes from './most-connected.module.css';

const SHOWN = 8;

interface MostConnectedProps {
  readonly graph: Graph;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}

export function MostConnected({ graph, chosen, onChoose }: MostConnectedProps) {
  const top = [...graph.nodes].sort((a, b) => b.referrers - a.referrers).slice(0, SHOWN);
  return (
    <Panel id="most-connected" title="Most referred to">
      <ul className={classes.list}>
        {top.map(({ id, node, referrers }) => (
          <li key={id}>
            <button
              type="button"
              className={classes.node}
              aria-pressed={id === chosen}
              onClick={() => onChoose(id === chosen ? undefined : id)}
            >
              <span className={classes.text}>{textOf(node)}</span>
              <span className={classes.type}>
                <TypeMark type={node.type} />
              </span>
              <span className={classes.referrers}>
                {count(referrers)}
                <span className="said"> nodes refer to it</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className={classes.rest}>
        Every node, with search, is in the list on the page <a href="#state">State</a>.
      </p>
    </Panel>
  );
}

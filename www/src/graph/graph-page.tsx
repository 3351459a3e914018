/** The memory as a graph: what is connected to what, while it changes. */
import { IconTopologyStar3 } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { FeedButton } from '../feed/feed-button.tsx';
import { count, counted } from '../lib/format.ts';
import type { NodeType } from '../nodes/node-types.ts';
import { HUES } from '../nodes/type-hues.ts';
import { TypeMark } from '../nodes/type-mark.tsx';
import dashboard from '../shell/dashboard.module.css';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { GraphCanvas } from './graph-canvas.tsx';
import classes from './graph-page.module.css';
import { MostConnected } from './most-connected.tsx';
import { NodeDetails } from './node-details.tsx';
import { useGraph } from './use-graph.ts';

const types = Object.keys(HUES) as NodeType[];

export default function GraphPage() {
  const graph = useGraph();
  const [pointed, setPointed] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const choose = useCallback((id: string | undefined) => setChosen(id), []);
  const { nodes, links, total } = graph;
  const shown =
    nodes.length < total
      ? `${count(nodes.length)} of ${count(total)} nodes, the newest and the most referred to`
      : counted(total, 'node');
  return (
    <div className={dashboard.columns}>
      <Panel
        id="graph"
        title="Memory graph"
        note={<span data-testid="graph-note">{`${shown} · ${counted(links.length, 'connection')}`}</span>}
        actions={<FeedButton />}
      >
        {total > 0 ? (
          <>
            <ul className={classes.legend} aria-label="Types">
              {types.map((type) => (
                <li key={type}>
                  <TypeMark type={type} />
                </li>
              ))}
            </ul>
            <GraphCanvas graph={graph} chosen={pointed ?? chosen} onPoint={setPointed} onChoose={choose} />
          </>
        ) : (
          <Empty icon={IconTopologyStar3} title="Nothing remembered yet">
            Start the feed, and watch memories come in and connect.
          </Empty>
        )}
      </Panel>
      <div className={dashboard.aside}>
        <NodeDetails id={pointed ?? chosen} />
        {total > 0 && <MostConnected graph={graph} chosen={chosen} onChoose={choose} />}
      </div>
    </div>
  );
}

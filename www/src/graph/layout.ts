/** Where the nodes are: what is connected pulls, everything pushes, and what was there before stays about where it was. */
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Graph, GraphNode } from './choose.ts';

export interface Placed extends SimulationNodeDatum {
  of: GraphNode;
  readonly id: string;
  /** In the units of the layout. */
  radius: number;
  x: number;
  y: number;
}

export type PlacedLink = SimulationLinkDatum<Placed> & { source: Placed; target: Placed };

export class Layout {
  nodes: readonly Placed[] = [];
  links: readonly PlacedLink[] = [];
  readonly #byId = new Map<string, Placed>();
  readonly #simulation: Simulation<Placed, PlacedLink>;
  readonly #pull = forceLink<Placed, PlacedLink>([])
    .distance(({ source, target }) => 26 + source.radius + target.radius)
    .strength(0.35);

  constructor() {
    this.#simulation = forceSimulation<Placed, PlacedLink>([])
      .force('pull', this.#pull)
      .force(
        'push',
        forceManyBody<Placed>()
          .strength((node) => -18 - node.radius * 6)
          .distanceMax(420),
      )
      .force(
        'apart',
        forceCollide<Placed>((node) => node.radius + 3),
      )
      .force('middle-x', forceX<Placed>(0).strength(0.05))
      .force('middle-y', forceY<Placed>(0).strength(0.085))
      .velocityDecay(0.5)
      .alphaDecay(0.035)
      .stop();
  }

  show({ nodes, links }: Graph): void {
    const before = new Map(this.#byId);
    this.#byId.clear();
    for (const of of nodes) this.#byId.set(of.id, before.get(of.id) ?? placed(of, before));
    for (const of of nodes) {
      const node = this.#byId.get(of.id) as Placed;
      node.of = of;
      node.radius = radiusOf(of);
    }
    this.nodes = [...this.#byId.values()];
    this.links = links.map(({ source, target }) => ({
      source: this.#byId.get(source) as Placed,
      target: this.#byId.get(target) as Placed,
    }));
    this.#simulation.nodes([...this.nodes]);
    this.#pull.links([...this.links]);
    const fresh = nodes.filter(({ id }) => !before.has(id)).length;
    // A few new ones need not stir up everything.
    const heat = before.size === 0 ? 1 : Math.min(0.6, 0.12 + fresh / Math.max(1, nodes.length));
    if (fresh > 0 || nodes.length !== before.size) this.#simulation.alpha(Math.max(this.#simulation.alpha(), heat));
  }

  get isSettled(): boolean {
    return this.#simulation.alpha() < this.#simulation.alphaMin();
  }

  step(): void {
    this.#simulation.tick();
  }

  /** The node at a place, if one is near. */
  at(x: number, y: number, within: number): Placed | undefined {
    return this.#simulation.find(x, y, within);
  }

  get(id: string): Placed | undefined {
    return this.#byId.get(id);
  }
}

const radiusOf = ({ referrers, node }: GraphNode): number =>
  3 + 2 * node.metadata.importance + Math.min(16, Math.sqrt(referrers) * 1.4);

/** Something new appears beside what it refers to. */
function placed(of: GraphNode, before: ReadonlyMap<string, Placed>): Placed {
  const near = of.node.connections.map((id) => before.get(id)).find((node) => node !== undefined);
  const angle = Math.random() * 2 * Math.PI;
  const distance = near ? 20 : 60 + Math.random() * 200;
  return {
    of,
    id: of.id,
    radius: radiusOf(of),
    x: (near?.x ?? 0) + Math.cos(angle) * distance,
    y: (near?.y ?? 0) + Math.sin(angle) * distance,
  };
}

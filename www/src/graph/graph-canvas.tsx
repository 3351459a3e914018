/** The graph as a picture. What it shows is in the list beside it as well, for those who do not see it or use the keyboard. */
import { useComputedColorScheme } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { counted } from '../lib/format.ts';
import type { Graph } from './choose.ts';
import classes from './graph-canvas.module.css';
import { Picture } from './picture.ts';

interface GraphCanvasProps {
  readonly graph: Graph;
  readonly chosen: string | undefined;
  /** The pointer is on a node, or on none any more. */
  readonly onPoint: (id: string | undefined) => void;
  readonly onChoose: (id: string | undefined) => void;
}

export function GraphCanvas({ graph, chosen, onPoint, onChoose }: GraphCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<Picture | undefined>(undefined);
  const isStill = useReducedMotion();
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    if (!canvas.current) return;
    const made = new Picture(canvas.current);
    picture.current = made;
    return () => made.close();
  }, []);
  useEffect(() => picture.current?.keepStill(isStill), [isStill]);
  useEffect(() => picture.current?.show(graph), [graph]);
  useEffect(() => picture.current?.choose(chosen), [chosen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the page when it is drawn
  useEffect(() => picture.current?.redraw(), [scheme]);
  return (
    <canvas
      ref={canvas}
      className={classes.canvas}
      role="img"
      aria-label={`Graph of ${counted(graph.nodes.length, 'node')} and ${counted(graph.links.length, 'connection')}`}
      data-testid="graph-canvas"
      onPointerMove={(event) => {
        const id = picture.current?.at(event);
        event.currentTarget.style.cursor = id === undefined ? 'default' : 'pointer';
        onPoint(id);
      }}
      onPointerLeave={() => onPoint(undefined)}
      onClick={(event) => onChoose(picture.current?.at(event))}
    />
  );
}

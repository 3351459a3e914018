/** What every part of the panel may need. */
import { createContext, useContext } from 'react';
import type { Recorder } from '../history/recorder.js';
import type { AnySync } from '../lib/any-sync.js';

/** The panel, as its parts see it. */
export interface PanelContext {
  readonly sync: AnySync;
  /** What it stands in. */
  readonly root: ShadowRoot;
  /** States that were seen while the panel was open. */
  readonly recorder: Recorder;
  /** Shows a value in the State tab. */
  readonly jump: (pointer: string) => void;
  /** Shows an update in the History tab. */
  readonly showVersion: (version: number) => void;
  /** Where a jump leads to, until somebody has `arrived` there. */
  readonly target: string | undefined;
  readonly arrived: () => void;
  /** What tabs remember while another one is shown. */
  readonly kept: Map<string, unknown>;
  /** Says something that happened, for screen readers too. */
  readonly say: (message: string) => void;
}

export const Context = createContext<PanelContext | undefined>(undefined);

/** The panel around. */
export function usePanel(): PanelContext {
  const panel = useContext(Context);
  if (!panel) throw new Error('This is a part of the devtools panel and stands in it.');
  return panel;
}

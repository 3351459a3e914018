/** The panel: its frame, the tabs, and what holds them together. */
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import { CHOSEN_VERSION } from '../history/chosen-version.js';
import { Recorder } from '../history/recorder.js';
import type { AnySync } from '../lib/any-sync.js';
import { useThrottled } from '../lib/use-throttled.js';
import type { ChangeSettings, Settings } from '../settings.js';
import { useStyles } from '../shadow/use-styles.js';
import { Sampler, SamplerContext } from '../statistics/sampler.js';
import { panelStyles } from '../styles/panel.js';
import { Boundary } from './boundary.js';
import { Context, type PanelContext } from './context.js';
import { Header } from './header.js';
import { ResizeHandle } from './resize-handle.js';
import { limited } from './size.js';
import { TabContent } from './tab-content.js';
import { TabList } from './tab-list.js';
import { TABS } from './tabs.js';
import { useRoom } from './use-room.js';
import { useSaid } from './use-said.js';

interface PanelProps {
  readonly sync: AnySync;
  readonly root: ShadowRoot;
  readonly nonce: string | undefined;
  readonly settings: Settings;
  readonly change: ChangeSettings;
  /** Whether it was opened by hand just now. */
  readonly takesFocus: boolean;
  readonly close: () => void;
}

const readPhase = (sync: AnySync) => sync.status.phase;

/** Instances that were shown so far. */
let turns = 0;

export function Panel({ sync, root, nonce, settings, change, takesFocus, close }: PanelProps) {
  useStyles(root, panelStyles, nonce);
  useRoom(settings);
  const id = useId();
  const phase = useThrottled(sync, readPhase);
  const tab = TABS.find((one) => one.id === settings.tab) ?? (TABS[0] as (typeof TABS)[number]);
  const [target, setTarget] = useState<string>();
  const [said, say] = useSaid();
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another instance nothing is remembered yet
  const [kept, turn] = useMemo(() => [new Map<string, unknown>(), ++turns] as const, [sync]);
  const recorder = useMemo(() => new Recorder(sync), [sync]);
  const sampler = useMemo(() => new Sampler(sync), [sync]);
  useEffect(() => recorder.start(), [recorder]);
  useEffect(() => sampler.start(), [sampler]);
  const context = useMemo<PanelContext>(() => {
    const jump = (pointer: string) => {
      setTarget(pointer);
      change({ tab: 'state' });
    };
    const showVersion = (version: number) => {
      kept.set(CHOSEN_VERSION, version);
      change({ tab: 'history' });
    };
    return { sync, root, showVersion, recorder, jump, target, arrived: () => setTarget(undefined), kept, say };
  }, [sync, root, recorder, target, change, say, kept]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  const size =
    settings.dock === 'bottom'
      ? { height: limited('height', settings.height) }
      : { width: limited('width', settings.width) };
  return (
    <Context.Provider value={context}>
      <SamplerContext.Provider value={sampler}>
        <aside
          className="panel"
          aria-label="Holdfast devtools"
          data-dock={settings.dock}
          style={size}
          onKeyDown={onKeyDown}
        >
          <ResizeHandle settings={settings} change={change} />
          <Header dock={settings.dock} change={change} close={close} />
          <TabList id={id} tab={tab.id} onTab={(next) => change({ tab: next })} takesFocus={takesFocus} />
          <div className="content" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${tab.id}`}>
            <Boundary key={`${turn} ${tab.id} ${phase === 'recovering'}`}>
              <TabContent tab={tab} phase={phase} />
            </Boundary>
          </div>
          <div className="said" role="status">
            {said}
          </div>
        </aside>
      </SamplerContext.Provider>
    </Context.Provider>
  );
}

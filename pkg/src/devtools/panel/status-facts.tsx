/** Where the instance stands, at a glance. */
import type { ReactNode } from 'react';
import type { AnySync } from '../lib/any-sync.js';
import { ago, bytes, count } from '../lib/format.js';
import { useNow } from '../lib/use-now.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from './context.js';

const readStatus = (sync: AnySync) => sync.status;
const readStorage = (sync: AnySync) => sync.readStats().storage;

const DURABILITY = {
  strict: 'survives a power cut',
  relaxed: 'survives a crash',
  memory: 'lost with the page',
} as const;

/** The colour of a phase: well, at work, in trouble. */
const MOODS: Readonly<Record<string, string>> = { ready: 'good', error: 'bad', closed: 'bad' };

export function StatusFacts() {
  const { sync } = usePanel();
  const { phase, version, pending, durability, lastSavedAt, tabs, lastError } = useThrottled(sync, readStatus);
  const { journalBytes, snapshotBytes } = useThrottled(sync, readStorage);
  const now = useNow();
  const saved = lastSavedAt === null ? 'not yet' : ago(lastSavedAt, now);
  return (
    <dl className="facts">
      <Fact name="Phase" title={lastError?.message}>
        <span className="dot" data-mood={MOODS[phase] ?? 'busy'} />
        {phase}
      </Fact>
      <Fact name="Version">{count(version)}</Fact>
      <Fact name="Pending">{count(pending)}</Fact>
      <Fact
        name="Durability"
        title={`What is saved ${DURABILITY[durability]}`}
        mood={durability === 'memory' ? 'warn' : undefined}
      >
        {durability}
      </Fact>
      <Fact name="Saved">{saved}</Fact>
      <Fact name="Stored" title="Journal and backups">
        {bytes(journalBytes + snapshotBytes)}
      </Fact>
      <Fact name="Tabs">{count(tabs)}</Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
  readonly title?: string | undefined;
  readonly mood?: string | undefined;
}

function Fact({ name, children, title, mood }: FactProps) {
  return (
    <div className="fact" title={title} data-mood={mood}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

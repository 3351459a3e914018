/** The whole state as the engine counts it: exact bytes in memory, and the journal on disk. */
import { bytes } from '../lib/format.ts';
import { useStats } from '../lib/use-stats.ts';
import classes from './slice-card.module.css';
import whole from './whole-card.module.css';

export function WholeCard() {
  const { memory, storage } = useStats();
  return (
    <li className={`${classes.card} ${whole.card}`} data-testid="slice-whole">
      <h3 className={classes.name}>whole state</h3>
      <p className={classes.figure}>{bytes(memory.stateBytes)}</p>
      <p className={classes.foot}>
        <span className={classes.owner}>journal {bytes(storage.journalBytes)}</span>
        <span>wasm {bytes(memory.wasmBytes)}</span>
      </p>
    </li>
  );
}

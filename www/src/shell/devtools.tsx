/** The package's own devtools, in the colours that the demo is in: a button in the corner. */
import { useComputedColorScheme } from '@mantine/core';
import { StateSyncDevtools } from 'holdfast/devtools';
import { sync } from '../state.ts';

export function Devtools() {
  return <StateSyncDevtools sync={sync} theme={useComputedColorScheme('light')} />;
}

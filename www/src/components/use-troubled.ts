/** How many components are in error. */
import { useStore } from '../lib/store.ts';
import { troubled } from './parts.ts';

export const useTroubled = (): number => useStore(troubled);

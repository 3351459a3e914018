/** The pages of the dashboard, in the order of their tabs. The name is the hash of the address. */
import {
  IconAdjustments,
  IconChartHistogram,
  IconHistory,
  IconLifebuoy,
  IconPlayerPlay,
  IconPlugConnected,
  IconShieldCheck,
  IconStack2,
  IconTopologyStar3,
} from '@tabler/icons-react';

export const PAGES = [
  { name: 'state', label: 'State', icon: IconStack2 },
  { name: 'live', label: 'Live', icon: IconPlayerPlay },
  { name: 'graph', label: 'Graph', icon: IconTopologyStar3 },
  { name: 'consistency', label: 'Consistency', icon: IconShieldCheck },
  { name: 'components', label: 'Components', icon: IconPlugConnected },
  { name: 'history', label: 'History', icon: IconHistory },
  { name: 'recovery', label: 'Recovery', icon: IconLifebuoy },
  { name: 'statistics', label: 'Statistics', icon: IconChartHistogram },
  { name: 'configuration', label: 'Configuration', icon: IconAdjustments },
] as const;

export type PageName = (typeof PAGES)[number]['name'];

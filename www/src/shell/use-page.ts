/** Which page is shown: what the address says after `#`, so that a reload and the way back find it again. */
import { useHash } from '@mantine/hooks';
import { PAGES, type PageName } from './pages.ts';

export function usePage(): [page: PageName, open: (page: string | null) => void] {
  const [hash, setHash] = useHash({ getInitialValueInEffect: false });
  const page = PAGES.find(({ name }) => `#${name}` === hash)?.name ?? 'state';
  const open = (next: string | null) => {
    setHash(next ?? 'state');
    scrollTo({ top: 0 });
  };
  return [page, open];
}

import { Waiting } from './waiting-in-browser.jsx';

export const dynamic = 'force-dynamic';

export default function Page() {
  return <Waiting />;
}

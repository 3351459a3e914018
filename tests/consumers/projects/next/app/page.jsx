import { Page } from './page-in-browser.jsx';

export default function Home() {
  return <Page />;
}

/** The demo. */
import * as holdfast from 'holdfast';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root) createRoot(root).render(<p>holdfast exports {Object.keys(holdfast).join(', ')}</p>);

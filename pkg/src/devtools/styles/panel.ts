/** Styles of the panel, put together. */
import { controls } from './controls.js';
import { data } from './data.js';
import { frame } from './frame.js';
import { lists } from './lists.js';

export const panelStyles = frame + controls + lists + data;

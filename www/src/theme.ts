/**
 * The look, as far as Mantine's components need to know it: one calm accent, the colour of kelp, and greys with a trace
 * of it. What the demo draws itself takes the same colours from `tokens.css`.
 */
import { createTheme, type MantineColorsTuple } from '@mantine/core';

const kelp: MantineColorsTuple = [
  '#e9fbf6',
  '#d3f3ea',
  '#a5e6d5',
  '#74d8bf',
  '#4cc7ab',
  '#2bab90',
  '#16907a',
  '#0d7767',
  '#0b6358',
  '#084f47',
];

const dark: MantineColorsTuple = [
  '#dce4e1',
  '#b3bfbb',
  '#8e9b97',
  '#65726e',
  '#3a4643',
  '#2c3734',
  '#1c2523',
  '#151c1b',
  '#0f1514',
  '#0a0f0e',
];

const gray: MantineColorsTuple = [
  '#f8faf9',
  '#f1f4f3',
  '#e6ebe9',
  '#d9e0de',
  '#c5cecb',
  '#a4b0ac',
  '#7d8a86',
  '#5c6965',
  '#3d4845',
  '#232b29',
];

const sans = "'Inter Variable', ui-sans-serif, system-ui, sans-serif";

export const theme = createTheme({
  colors: { kelp, dark, gray },
  primaryColor: 'kelp',
  primaryShade: 7,
  black: '#151c1a',
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: sans,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: sans, fontWeight: '600' },
});

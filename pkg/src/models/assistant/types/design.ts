/** The slice `design`: patterns, components, style guide and files of a design system. Owned by `DesignSystem`. */
import type { Json } from '../../../model/types.js';
import type { AssetMetadata, Count, Share, Timestamp } from './shared.js';

/** A design system. */
export interface DesignState {
  patterns: DesignPattern[];
  components: DesignComponent[];
  styles: {
    colors: { primary: string[]; secondary: string[]; neutral: string[]; semantic: Record<string, string> };
    typography: { fonts: string[]; sizes: Record<string, string>; weights: Record<string, number> };
    spacing: { scale: number[]; units: string };
    breakpoints: { name: string; value: number }[];
  };
  assets: DesignAsset[];
}

/** A proven way to design something. */
export interface DesignPattern {
  id: string;
  name: string;
  category: string;
  description: string;
  usage: string[];
  examples: Json[];
  confidence: Share;
  lastUsed: Timestamp;
}

/** A component of the design system. */
export interface DesignComponent {
  id: string;
  name: string;
  type: string;
  props: Json;
  variants: Json[];
  usage: Count;
  lastUpdated: Timestamp;
}

/** A file of the design system. */
export interface DesignAsset {
  id: string;
  type: 'image' | 'icon' | 'animation' | 'sound';
  url: string;
  metadata: AssetMetadata;
  tags: string[];
  usage: Count;
}

/** Types of `wasm-target.mjs`. */
export const wasmTarget: {
  what: string;
  takes: string;
  isMissing(): boolean;
  install(): Promise<void>;
};

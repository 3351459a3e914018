/** What somebody else's code has thrown, as text: it may be anything, also what no text can be made of. */
export function textOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return typeof error;
  }
}

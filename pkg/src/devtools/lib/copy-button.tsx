/** Copies a text, and says that it did, or why not. */
import { usePanel } from '../panel/context.js';
import { messageOf } from './format.js';

interface CopyButtonProps {
  /** What is copied, as in "Copy the pointer". */
  readonly what: string;
  /** Asked when it is pressed; `undefined` if it is too much. */
  readonly text: () => string | undefined;
}

export function CopyButton({ what, text }: CopyButtonProps) {
  const { say } = usePanel();
  const copy = async () => {
    const copied = text();
    if (copied === undefined)
      return say(`The ${what} is too large to be copied: export the state from the Backups tab.`);
    try {
      await navigator.clipboard.writeText(copied);
      say(`The ${what} was copied.`);
    } catch (error) {
      say(`The browser does not let the ${what} be copied: ${messageOf(error)}`);
    }
  };
  return (
    <button type="button" className="button" onClick={copy}>
      Copy {what}
    </button>
  );
}

/** One value: where it is, what it is, and what can be done with it. */

import { containerOf } from '../lib/containers.js';
import { CopyButton } from '../lib/copy-button.js';
import { count } from '../lib/format.js';
import { Scroller } from '../lib/scroller.js';
import { jsonOf, kindOf } from '../lib/text.js';
import { ChangedBy } from './changed-by.js';
import { DeleteButton } from './delete-button.js';
import { Editor } from './editor.js';

/** Values in what is shown and edited as one text. */
const SHOWN = 500;

interface DetailProps {
  readonly pointer: string;
  readonly value: unknown;
  readonly isEditing: boolean;
  readonly onEditing: (isEditing: boolean) => void;
  readonly canEdit: boolean;
}

export function Detail({ pointer, value, isEditing, onEditing, canEdit }: DetailProps) {
  const size = containerOf(value)?.count;
  const text = jsonOf(value, SHOWN);
  return (
    <section className="detail" aria-label="Chosen value">
      <h3 className="pointer">{pointer}</h3>
      <p className="note">
        {kindOf(value)}
        {size !== undefined && ` of ${count(size)}`}
      </p>
      {isEditing && text !== undefined ? (
        <Editor key={pointer} pointer={pointer} value={value} text={text} onDone={() => onEditing(false)} />
      ) : (
        <>
          <div className="actions">
            <CopyButton what="pointer" text={() => pointer} />
            <CopyButton what="value" text={() => jsonOf(value)} />
            {canEdit && text !== undefined && (
              <button type="button" className="button" onClick={() => onEditing(true)}>
                Edit
              </button>
            )}
            {canEdit && <DeleteButton key={pointer} pointer={pointer} />}
          </div>
          {text === undefined ? (
            <p className="note">Too large to be shown as a whole: open it in the tree.</p>
          ) : (
            <Scroller className="code-frame" label="Value as JSON">
              <pre className="code">{text}</pre>
            </Scroller>
          )}
          <ChangedBy pointer={pointer} />
        </>
      )}
    </section>
  );
}

/** Says what is going to happen, and does it when it is confirmed. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useFocusReturn } from './use-focus-return.js';

interface ConfirmProps {
  readonly title: string;
  /** What will happen, and whether it can be taken back. */
  readonly children: ReactNode;
  /** What the button says. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function Confirm({ title, children, action, onConfirm, onClose }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  useFocusReturn();
  useEffect(() => {
    // Not closed again at the end: it is gone then, and under StrictMode it would tell of having been closed.
    if (!dialog.current?.open) dialog.current?.showModal();
    // What does no harm is what Enter does.
    cancel.current?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={`${id}-title`}
      onClose={onClose}
      // Escape closes this, and not the panel.
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
    >
      <h3 id={`${id}-title`}>{title}</h3>
      {children}
      <div className="actions">
        <button
          type="button"
          className="button primary"
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {action}
        </button>
        <button ref={cancel} type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </dialog>
  );
}

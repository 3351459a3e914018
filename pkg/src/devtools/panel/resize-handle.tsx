/** The edge of the panel that can be drawn, with a pointer or with the arrow keys. */
import type { KeyboardEvent, PointerEvent } from 'react';
import type { ChangeSettings, Settings } from '../settings.js';
import { limited, SMALLEST } from './size.js';

const STEP = 24;

export function ResizeHandle({ settings, change }: { readonly settings: Settings; readonly change: ChangeSettings }) {
  const { dock } = settings;
  const side = dock === 'bottom' ? 'height' : 'width';
  const size = settings[side];
  const set = (wanted: number) => change({ [side]: limited(side, wanted) });
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { clientX, clientY } = event;
    set(dock === 'bottom' ? window.innerHeight - clientY : dock === 'right' ? window.innerWidth - clientX : clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    const [larger, smaller] =
      dock === 'bottom'
        ? ['ArrowUp', 'ArrowDown']
        : dock === 'right'
          ? ['ArrowLeft', 'ArrowRight']
          : ['ArrowRight', 'ArrowLeft'];
    if (key !== larger && key !== smaller) return;
    event.preventDefault();
    set(size + (key === larger ? STEP : -STEP));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no line in a text
    <div
      className="resize"
      role="separator"
      aria-label={dock === 'bottom' ? 'Height of the panel' : 'Width of the panel'}
      aria-orientation={dock === 'bottom' ? 'horizontal' : 'vertical'}
      aria-valuenow={Math.round(size)}
      aria-valuemin={SMALLEST[side]}
      aria-valuemax={limited(side, Number.MAX_SAFE_INTEGER)}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}

import { previewText, type PreviewText } from '../text/preview.ts';
import { shownLevel, roomFor, unlisted, type BrowserState, type Preview, type Key } from './browser-state.ts';
import type { ScreenSize } from '../../../cli/browsed-files.ts';
import { movedBy, movingKey, within } from './row-window.ts';

/** The state after a key while a file is shown. */
export function pressInPreview(
  state: BrowserState,
  preview: Preview,
  { key, size }: { readonly key: Key; readonly size: ScreenSize },
): BrowserState {
  const top = movedBy(key.name === 'space' ? 'pagedown' : movingKey(key), preview.top, roomFor(state, size));
  if (top !== undefined) return previewInSight({ ...state, preview: { ...preview, top } }, size);
  if (isBack(key)) return { ...state, preview: undefined, work: unlisted(shownLevel(state)) };
  return key.sequence === '?' ? { ...state, isHelpShown: !state.isHelpShown } : state;
}

/** Limits the scroll position to the end of the preview; also after a resize. */
export function previewInSight(state: BrowserState, size: ScreenSize): BrowserState {
  const { preview } = state;
  if (preview?.bytes === undefined) return state;
  const { lines } = textOfPreview(preview, size.columns - 1);
  const top = within(preview.top, lines.length - roomFor(state, size) + 1);
  return top === preview.top ? state : { ...state, preview: { ...preview, top } };
}

/** The text of a preview at this width, computed once per width: keys have to react fast. */
export function textOfPreview({ entry, bytes }: Preview, columns: number): PreviewText {
  if (bytes === undefined) return { lines: [], textBytes: 0 };
  const known = made.get(bytes);
  if (known?.columns === columns) return known.text;
  const text = previewText({ bytes, size: entry.size }, columns);
  made.set(bytes, { columns, text });
  return text;
}

const made = new WeakMap<Uint8Array, { readonly columns: number; readonly text: PreviewText }>();

function isBack({ name, sequence }: Key): boolean {
  return name === 'left' || name === 'backspace' || name === 'escape' || sequence === 'q';
}

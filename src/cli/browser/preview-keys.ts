import { previewText, type PreviewText } from '../../render/preview-text.ts';
import type { Key } from './browser-keys.ts';
import { roomFor, type BrowserState, type Preview } from './browser-state.ts';
import type { ScreenSize } from './browsed-files.ts';
import { movedBy, within } from './row-window.ts';

/** The state after a key while a file is shown. */
export function pressInPreview(
  state: BrowserState,
  preview: Preview,
  { key, size }: { readonly key: Key; readonly size: ScreenSize },
): BrowserState {
  const room = roomFor(state, size);
  const top = movedBy(key.name === 'space' ? 'pagedown' : key.name, preview.top, room);
  if (top !== undefined) return { ...state, preview: { ...preview, top: lastTop(preview, top, { room, size }) } };
  if (isBack(key)) return { ...state, preview: undefined, work: undefined };
  return key.sequence === '?' ? { ...state, isHelpShown: !state.isHelpShown } : state;
}

/** What is shown of a file at this width, made once for each width: keys are quick. */
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

function lastTop(preview: Preview, top: number, { room, size }: { room: number; size: ScreenSize }): number {
  return within(top, textOfPreview(preview, size.columns - 1).lines.length - room + 1);
}

import type { FileEntry } from '../../../files/file-entry.ts';
import { plainLine } from '../../../foreign-text.ts';
import { inSight, press, wantingSelected } from './browser-keys.ts';
import { downloaded, failedWork, listed, partlyListed, previewed } from './browser-results.ts';
import { initialState, shownLevel, type BrowserState, type Work, type Key } from './browser-state.ts';
import type { BrowsedFiles, ScreenSize } from '../../../cli/browsed-files.ts';

/** How much of a file is read for the preview. */
const previewBytes = 64 * 1024;

/**
 * One browser session from its first folder to its end: the state decides what runs. A request that the state no longer
 * wants is cancelled, and its results are ignored.
 */
export class BrowserSession {
  /** What was saved where, to print after the screen was left. */
  readonly saved: string[] = [];
  /** A bug in this program, thrown when the screen is closed: the sender of keys could not catch it. */
  bug: { readonly error: unknown } | undefined;
  #state: BrowserState;
  readonly #files: BrowsedFiles;
  readonly #size: () => ScreenSize;
  #onChange: () => void = () => undefined;
  #work: { readonly of: Work; readonly abort: AbortController } | undefined;
  #download: { readonly of: FileEntry; readonly abort: AbortController } | undefined;

  constructor(files: BrowsedFiles, size: () => ScreenSize) {
    this.#files = files;
    this.#size = size;
    this.#state = initialState(files.start ?? '/');
    this.#run();
  }

  get state(): BrowserState {
    return this.#state;
  }

  /** Sets the only listener, which is called after every change. */
  listen(onChange: () => void): void {
    this.#onChange = onChange;
  }

  press(key: Key): void {
    this.#become((state) => {
      this.#files.onActivity?.();
      const next = press(state, key, this.#size());
      return next.end === 'shell' && this.#files.shell === undefined ? { ...next, end: undefined } : next;
    });
  }

  /** Call after the terminal was resized. */
  resize(): void {
    this.#become((state) => ({ ...state }));
  }

  /** Call after a shell, which may have changed files; `problem` is why there was none. */
  resume(problem?: string): void {
    const status = problem === undefined ? undefined : { text: problem, isProblem: true };
    const work = { kind: 'list', folder: shownLevel(this.#state).folder } as const;
    this.#become((state) => ({ ...wantingSelected(state), end: undefined, status, work }));
  }

  /** Cancels what is still running. */
  close(): void {
    this.#onChange = () => undefined;
    this.#work?.abort.abort();
    this.#download?.abort.abort();
  }

  #become(after: (state: BrowserState) => BrowserState): void {
    try {
      this.#state = inSight(after(this.#state), this.#size());
      this.#run();
    } catch (error) {
      this.bug = { error };
    }
    this.#onChange();
  }

  #run(): void {
    const { work, download } = this.#state;
    if (work !== this.#work?.of) {
      this.#work?.abort.abort();
      this.#work = work && { of: work, abort: new AbortController() };
      if (this.#work !== undefined) void this.#do(this.#work.of, this.#work.abort.signal);
    }
    if (download !== this.#download?.of) {
      this.#download?.abort.abort();
      this.#download = download && { of: download, abort: new AbortController() };
      if (this.#download !== undefined) void this.#fetch(this.#download.of, this.#download.abort.signal);
    }
  }

  async #do(work: Work, signal: AbortSignal): Promise<void> {
    let after: (state: BrowserState) => BrowserState;
    try {
      after = await this.#read(work, signal);
    } catch (error) {
      after = (state) => failedWork(state, work, reasonOf(error));
    }
    if (signal.aborted) return;
    this.#become(after);
    const { listing } = shownLevel(this.#state);
    await listing?.prepare(() => shownLevel(this.#state).listing === listing);
  }

  async #read(work: Work, signal: AbortSignal): Promise<(state: BrowserState) => BrowserState> {
    if (work.kind === 'list') {
      const entries = await this.#files.list(work.folder, signal, (first) => {
        if (!signal.aborted) this.#become((state) => partlyListed(state, first));
      });
      return (state) => listed(state, entries);
    }
    const bytes = await this.#files.read(work.entry.path, previewBytes, signal);
    return (state) => previewed(state, bytes);
  }

  async #fetch({ path }: FileEntry, signal: AbortSignal): Promise<void> {
    const say = (text: string, end: 'running' | 'done' | 'failed') => {
      if (!signal.aborted) this.#become((state) => downloaded(state, plainLine(text), end));
    };
    try {
      const line = plainLine(await this.#files.download(path, signal, (text) => say(text, 'running')));
      this.saved.push(line);
      say(line, 'done');
    } catch (error) {
      say(reasonOf(error), 'failed');
    }
  }
}

function reasonOf(error: unknown): string {
  return plainLine(error instanceof Error ? error.message : String(error));
}

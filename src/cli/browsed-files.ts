import type { FileEntry } from '../files/file-entry.ts';
import type { Style } from '../text/style.ts';
import type { Io } from './io.ts';

/** The files to browse, wherever they are. Paths are absolute, from `/`, and byte for byte (path-bytes.ts). */
export interface BrowsedFiles {
  /** The title, such as `home/web · live, read-only`. */
  readonly title: string;
  /** The first folder; `/` by default. */
  readonly start?: string | undefined;
  /** The entries of one folder, in any order. `report` may receive the first of them early, if more follow. */
  list(
    folder: string,
    signal: AbortSignal,
    report: (first: readonly FileEntry[]) => void,
  ): Promise<readonly FileEntry[]>;
  /** The beginning of a file, at most `limitBytes`. */
  read(path: string, limitBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Saves a file or folder on the operator's machine; returns one line that says what was saved where. `report`
   * receives a progress line, at most a few times per second.
   */
  download(path: string, signal: AbortSignal, report: (line: string) => void): Promise<string>;
  /** Takes over the terminal and returns when the shell has ended; undefined if there is none. */
  readonly shell?: ((folder: string) => Promise<void>) | undefined;
  /** Called at every key, for the idle limit. */
  readonly onActivity?: (() => void) | undefined;
}

/** The terminal to draw on; results go to stdout, so this is stderr. */
export interface BrowserTerminal extends Pick<Io, 'stdin' | 'now'> {
  readonly stderr: DrawnOutput;
  readonly style: Style;
}

export type DrawnOutput = Pick<Io['stderr'], 'columns' | 'rows' | 'stream' | 'write' | 'draw'>;

/** The size of the screen. */
export interface ScreenSize {
  readonly rows: number;
  readonly columns: number;
}

import type { FileEntry } from '../files/file-entry.ts';
import type { Style } from '../text/style.ts';
import type { Io } from './io.ts';

/** What is browsed, wherever its files are. Paths are absolute, from `/` on, and byte for byte (path-bytes.ts). */
export interface BrowsedFiles {
  /** What an operator looks at, such as `home/web · live, read-only`. */
  readonly title: string;
  /** Where to begin; `/` where it is left out. */
  readonly start?: string | undefined;
  /** The entries of one folder, in any order. `report` may take the first of them, for the screen, where more are to come. */
  list(
    folder: string,
    signal: AbortSignal,
    report: (first: readonly FileEntry[]) => void,
  ): Promise<readonly FileEntry[]>;
  /** The beginning of a file, at most so many bytes. */
  read(path: string, limitBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Saves a file or a folder on the operator's machine; returns one line that says what was saved where. `report` takes a
   * line on how far it is, a few times in a second at most.
   */
  download(path: string, signal: AbortSignal, report: (line: string) => void): Promise<string>;
  /** Takes the terminal over and returns when the shell has ended; left out where there is none to be had. */
  readonly shell?: ((folder: string) => Promise<void>) | undefined;
  /** Called at every key, for a deadline that an idle browser has. */
  readonly onActivity?: (() => void) | undefined;
}

/** The terminal that is drawn on; a result goes to stdout, so this is stderr. */
export interface BrowserTerminal extends Pick<Io, 'stdin' | 'now'> {
  readonly stderr: DrawnOutput;
  readonly style: Style;
}

export type DrawnOutput = Pick<Io['stderr'], 'columns' | 'rows' | 'stream' | 'write' | 'draw'>;

/** How much of it there is. */
export interface ScreenSize {
  readonly rows: number;
  readonly columns: number;
}

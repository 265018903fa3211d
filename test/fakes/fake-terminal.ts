import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { BrowserTerminal } from '../../src/cli/browsed-files.ts';
import { plainStyle } from './plain-style.ts';

/** A terminal in a test: keys go in, and the last drawn screen comes out. */
export class FakeTerminal implements BrowserTerminal {
  readonly style = plainStyle;
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: BrowserTerminal['stderr'];
  written = '';
  readonly #keys = new PassThrough();
  readonly #stream: Writable & { columns: number; rows: number };
  readonly #changes = new EventEmitter();
  #last = '';

  constructor({ rows = 24, columns = 80 } = {}) {
    this.stdin = this.#keys as unknown as NodeJS.ReadStream;
    const write = (text: string) => this.#note(text);
    const sink = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        write(String(chunk));
        done();
      },
    });
    // Like process.stderr, it is not ended by what is piped into it.
    const stream = Object.assign(sink, { columns, rows, _isStdio: true });
    this.#stream = stream;
    this.stderr = {
      get columns() {
        return stream.columns;
      },
      get rows() {
        return stream.rows;
      },
      stream,
      write,
    };
  }

  now(): Date {
    return new Date('2026-11-23T15:00:00');
  }

  /** Sends these keys, as a terminal does. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.#keys.write(key);
  }

  /** Resizes the terminal. */
  resize(rows: number, columns: number): void {
    Object.assign(this.#stream, { rows, columns });
    this.#stream.emit('resize');
  }

  /** Closes the terminal's window. */
  hangUp(): void {
    this.#keys.end();
  }

  /** The last drawn lines. */
  get lines(): readonly string[] {
    return stripVTControlCharacters(this.#last).split('\n');
  }

  /** Waits until this is on the screen. */
  async shows(text: string): Promise<void> {
    while (!this.lines.join('\n').includes(text)) await EventEmitter.once(this.#changes, 'drawn');
  }

  #note(text: string): void {
    this.written += text;
    if (stripVTControlCharacters(text).trim() !== '') this.#last = text;
    this.#changes.emit('drawn');
  }
}

/** What a terminal sends for keys without a letter. */
export const keys = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  end: '\x1b[F',
  home: '\x1b[H',
  pageDown: '\x1b[6~',
  enter: '\r',
  backspace: '\x7f',
  escape: '\x1b',
  ctrlC: '\x03',
} as const;

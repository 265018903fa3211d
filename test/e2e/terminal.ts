import { randomBytes } from 'node:crypto';
import { execa } from 'execa';
import { until } from '../lab/kubectl.ts';

export interface TerminalOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** A real terminal with a program in it, used like a person would: with keys, and by reading the screen. */
export class Terminal implements AsyncDisposable {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Starts a program in a separate terminal with its own server. */
  static async start(command: readonly string[], options: TerminalOptions): Promise<Terminal> {
    const socket = `volsyncctl-test-${randomBytes(4).toString('hex')}`;
    const { columns = 80, rows = 40, env } = options;
    const size = ['-x', String(columns), '-y', String(rows)];
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    // tmux takes PATH from its own environment, whatever -e says.
    await execa('tmux', ['-L', socket, '-f', '/dev/null', 'new-session', '-d', ...size, ...variables, ...command], {
      env,
    });
    return new Terminal(socket);
  }

  /** Types literal text. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', '--', text);
  }

  /** Presses keys by tmux' names, such as Tab, Enter, C-c. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys);
  }

  /** Resizes the window, as a person does by dragging its edge. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** The screen's lines, without trailing blanks. */
  async screen(): Promise<string> {
    const { stdout } = await this.#tmux('capture-pane', '-p');
    return stdout.replace(/[ \t]+$/gm, '').trimEnd();
  }

  /** Waits until the screen shows it, and returns the screen. */
  async shows(what: RegExp, timeoutMs = 120_000): Promise<string> {
    let screen = '';
    const check = async () => {
      screen = await this.screen();
      return what.test(screen);
    };
    await until(`the terminal shows ${String(what)}`, check, timeoutMs).catch((error: unknown) => {
      throw new Error(`${String(error)}; it shows:\n${screen}`);
    });
    return screen;
  }

  /** Closes the window, whatever is running in it. */
  async close(): Promise<void> {
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await execa('tmux', ['-L', this.#socket, 'kill-server'], { reject: false });
  }

  #tmux(...args: readonly string[]) {
    return execa('tmux', ['-L', this.#socket, ...args]);
  }
}

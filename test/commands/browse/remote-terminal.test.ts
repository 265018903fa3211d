import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { remoteTerminal, type RemoteTerminal } from '../../../src/commands/browse/remote-terminal.ts';

type Stdio = Parameters<typeof remoteTerminal>[0];

/** A terminal's keyboard that reports its mode. */
class Keyboard extends EventEmitter {
  isRaw = false;
  isFlowing = false;
  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }
  resume(): void {
    this.isFlowing = true;
  }
  pause(): void {
    this.isFlowing = false;
  }
  type(text: string): void {
    this.emit('data', Buffer.from(text));
  }
}

function onTerminal({ isTerminal = true, rows = 24 } = {}) {
  const keyboard = new Keyboard();
  const screen = Object.assign(new EventEmitter(), { columns: 80, rows });
  const stdout = {
    isTerminal,
    get columns() {
      return screen.columns;
    },
    get rows() {
      return screen.rows;
    },
    stream: screen,
  };
  return { keyboard, screen, remote: remoteTerminal({ stdin: keyboard, stdout } as unknown as Stdio) };
}

/** The same, if there is one. */
function handedOver(): Omit<ReturnType<typeof onTerminal>, 'remote'> & { readonly remote: RemoteTerminal } {
  const { remote, ...rest } = onTerminal();
  if (remote === undefined) throw new Error('there is no terminal');
  return { ...rest, remote };
}

describe('a terminal that is none', () => {
  it('is not handed over, and stays as it is: output that goes elsewhere', () => {
    const { remote, keyboard } = onTerminal({ isTerminal: false });
    expect(remote).toBeUndefined();
    expect(keyboard).toMatchObject({ isRaw: false, isFlowing: false });
    expect(keyboard.listenerCount('data')).toBe(0);
  });

  it('is not handed over: input that comes from elsewhere', () => {
    const stdout = { isTerminal: true, columns: 80, rows: 24 };
    expect(remoteTerminal({ stdin: undefined, stdout } as unknown as Stdio)).toBeUndefined();
  });
});

describe('the keys', () => {
  it('go there byte for byte and in order, Ctrl-C and the end of input, too', async () => {
    const { keyboard, remote } = handedOver();
    expect(keyboard.isRaw).toBe(true);
    for (const typed of ['l', 's\r', '\x03', '\x04', 'ü']) keyboard.type(typed);
    remote.close();
    const keys = Buffer.concat(await Array.fromAsync(remote.keys)).toString();
    expect(keys).toBe('ls\r\x03\x04ü');
  });

  it('that are typed while one is awaited are heard', async () => {
    const { keyboard, remote } = handedOver();
    const keys = remote.keys[Symbol.asyncIterator]();
    const first = keys.next();
    keyboard.type('a');
    expect(await first).toMatchObject({ value: Buffer.from('a') });
    const last = keys.next();
    remote.close();
    expect(await last).toMatchObject({ done: true });
  });

  it('are ours again after the end', () => {
    const { keyboard, remote } = handedOver();
    expect(keyboard.isFlowing).toBe(true);
    remote.close();
    expect(keyboard).toMatchObject({ isRaw: false, isFlowing: false });
    expect(keyboard.listenerCount('data')).toBe(0);
  });
});

describe('the size', () => {
  it('is told at the beginning and after each change, the last one where there were more', async () => {
    const { screen, remote } = handedOver();
    const sizes = remote.sizes[Symbol.asyncIterator]();
    expect((await sizes.next()).value).toEqual({ columns: 80, rows: 24 });
    const next = sizes.next();
    Object.assign(screen, { columns: 100, rows: 30 });
    screen.emit('resize');
    expect((await next).value).toEqual({ columns: 100, rows: 30 });
    // Nobody is waiting at this moment.
    screen.emit('resize');
    Object.assign(screen, { columns: 90, rows: 20 });
    screen.emit('resize');
    expect((await sizes.next()).value).toEqual({ columns: 90, rows: 20 });
    await sizes.return?.();
    expect(screen.listenerCount('resize')).toBe(0);
  });

  it('is that of old where the terminal does not know its rows', async () => {
    const { remote } = onTerminal({ rows: undefined });
    expect((await remote?.sizes[Symbol.asyncIterator]().next())?.value).toEqual({ columns: 80, rows: 24 });
  });
});

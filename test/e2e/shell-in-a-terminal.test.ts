import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { until } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { leftIn } from './inside-lab.ts';
import { createNamespace, removeNamespace } from './lab.ts';
import { Terminal } from './terminal.ts';

const program = path.join(import.meta.dirname, '..', '..', 'bin', 'volsyncctl.js');
let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('shell');
  await createApp({ name: 'web', namespace, bootstrap: false, waitFor: 'files' });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it('has the size of the terminal, also after a resize', async () => {
  await using terminal = await shell();
  await enter(terminal, 'stty size');
  await terminal.shows(/^\d+ 80$/m);
  await terminal.resize(101, 30);
  await enter(terminal, 'stty size');
  await terminal.shows(/^\d+ 101$/m);
  // The running program is notified of it too, as an editor has to be.
  await enter(terminal, `sh -c 'trap "echo now \\$(stty size)" WINCH; echo li""stens; while :; do sleep 0.1; done'`);
  await terminal.shows(/^listens$/m);
  await terminal.resize(91, 25);
  await terminal.shows(/^now \d+ 91$/m);
  await terminal.press('C-c');
  await enter(terminal, 'exit');
  await terminal.shows(/^ended with \d+$/m);
});

it('sends Ctrl-C to the running program, continues, and passes on the exit code', async () => {
  await using terminal = await shell();
  await enter(terminal, 'echo be""gun; sleep 600; echo slept');
  await terminal.shows(/^begun$/m);
  await terminal.press('C-c');
  await enter(terminal, 'echo still here $((6*7))');
  const screen = await terminal.shows(/^still here 42$/m);
  expect(screen).not.toMatch(/^slept$/m);
  expect(screen).not.toContain('ended with');
  await enter(terminal, 'exit 7');
  await terminal.shows(/^ended with 7$/m);
  expect(await leftIn(namespace)).toEqual([]);
});

it('restores the terminal', async () => {
  await using terminal = await shell();
  await enter(terminal, 'exit');
  const screen = await terminal.shows(/^ended with 0$/m);
  // Raw mode would begin lines where the previous one ended, and would not echo.
  expect(screen).toMatch(/^settings alike$/m);
  expect(await leftIn(namespace)).toEqual([]);
});

it('leaves nothing if the terminal is closed', async () => {
  await (await shell()).close();
  await until('the pod is removed', async () => (await leftIn(namespace)).length === 0, 60_000);
});

it('leaves nothing of a browser whose terminal is closed', async () => {
  const browser = await inTerminal('exec "$@"', ['browse', 'web', '-n', namespace, '--live']);
  await browser.shows(/q quit/);
  expect(await leftIn(namespace)).not.toEqual([]);
  await browser.close();
  await until('the pod is removed', async () => (await leftIn(namespace)).length === 0, 60_000);
});

async function enter(terminal: Terminal, line: string): Promise<void> {
  await terminal.type(line);
  await terminal.press('Enter');
}

/** A shell in the volume, started from one that compares the terminal's settings before and after. */
async function shell(): Promise<Terminal> {
  const before = 'trap : INT; before=$(stty -g); "$@"; echo "ended with $?"';
  const after = '[ "$before" = "$(stty -g)" ] && echo settings alike; sleep 60';
  const terminal = await inTerminal(`${before}; ${after}`, ['browse', 'web', '-n', namespace, '--shell']);
  await terminal.shows(/\$ ?$/m);
  return terminal;
}

/** The built program with these arguments, which the script receives. */
function inTerminal(script: string, words: readonly string[]): Promise<Terminal> {
  const { PATH = '' } = process.env;
  const env = { KUBECONFIG: paths.kubeconfig, PATH, CI: '' };
  return Terminal.start(['bash', '-c', script, 'bash', process.execPath, program, ...words], { env });
}

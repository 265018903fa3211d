import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { until } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';
import { Terminal } from './terminal.ts';
import { helperPods } from './verify-document.ts';

const program = path.join(import.meta.dirname, '..', '..', 'bin', 'volsyncctl.js');
let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('terminal');
  await createApp({ name: 'web', namespace, bootstrap: false });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe.each([80, 140])('in a terminal of %i columns', (columns) => {
  it('trigger animates one line, and leaves only what happened', async () => {
    await using terminal = await run(['trigger', 'web', '-n', namespace], columns);
    await terminal.shows(/^[⠀-⣿] \S+\/web {2}\S/m);
    const screen = await terminal.shows(/ended with \d+/);
    expect(screen).toMatch(/✔ \S+\/web {2}snapshot [0-9a-f]{8}: 3 files/);
    expect(screen).toContain('ended with 0');
    expect(screen).not.toMatch(/[⠀-⣿]/);
  });

  it('Ctrl-C ends trigger, restores the schedule and reports what continues', async () => {
    await using terminal = await run(['trigger', 'web', '-n', namespace], columns);
    await terminal.shows(/tag \S+ set/);
    await terminal.press('C-c');
    const screen = await terminal.shows(/ended with \d+/);
    expect(screen).toContain('ended with 130');
    expect(screen).toMatch(/interrupted/);
    const trigger = ['get', 'replicationsource', 'web', '-n', namespace, '-o', 'jsonpath={.spec.trigger}'];
    expect(JSON.parse(await kubectl(trigger))).toEqual({ schedule: '0 * * * *' });
  });

  it('verify animates one line, and leaves only the verdicts', async () => {
    await using terminal = await run(['verify', 'web', '-n', namespace], columns);
    await terminal.shows(/^[⠀-⣿] reading the repositories/m);
    const screen = await terminal.shows(/ended with \d+/);
    expect(screen).toMatch(/^\S+\/web +✔ protected +[0-9a-f]{8} +\S+ ago +3 /m);
    expect(screen).toContain('ended with 0');
    expect(screen).not.toMatch(/[⠀-⣿]/);
  });

  it('Ctrl-C ends verify, and no pod is left', async () => {
    await using terminal = await run(['verify', 'web', '-n', namespace], columns);
    await terminal.shows(/reading the repositor/);
    await until('its pod is there', async () => (await helperPods(namespace)).length > 0);
    await terminal.press('C-c');
    const screen = await terminal.shows(/ended with \d+/);
    expect(screen).toContain('ended with 130');
    expect(screen).not.toContain('protected');
    expect(await helperPods(namespace)).toEqual([]);
  });

  it('status --watch redraws in place, and Ctrl-C leaves the last picture', async () => {
    await using terminal = await run(['status', '-n', namespace, '--watch'], columns);
    await terminal.shows(/Ctrl-C quits[^]*web/);
    await terminal.press('C-c');
    const screen = await terminal.shows(/ended with \d+/);
    expect(screen).toContain('ended with 130');
    expect(screen).toMatch(/^APP +STATE +LAST SYNC/m);
    expect(screen).not.toContain('Ctrl-C quits');
  });
});

/** Runs the program as in a shell, and keeps its terminal open afterwards. */
async function run(args: readonly string[], columns: number): Promise<Terminal> {
  const script = '"$@"; echo "ended with $?"; sleep 60';
  const command = ['bash', '-c', `trap : INT; ${script}`, 'bash', process.execPath, program, ...args];
  const { PATH = '' } = process.env;
  return Terminal.start(command, { env: { KUBECONFIG: paths.kubeconfig, PATH, CI: '' }, columns });
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { secretName } from '../lab/app-options.ts';
import { appVariants } from '../lab/app-variants.ts';
import { setFault } from '../lab/fault.ts';
import { wrongPassword } from '../lab/fault-password.ts';
import { getJson, patch, until } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { createNamespace, kubectl, program, removeNamespace, said, start, volsyncctl, type Run } from './lab.ts';

let namespace: string;
/** Where a shell finds the built program by name. */
let bin: string;

const quiet = { schedule: '0 0 1 1 *', bootstrap: false, copyMethod: 'Direct' } as const;

beforeAll(async () => {
  namespace = await createNamespace('suggested');
  bin = await mkdtemp(path.join(tmpdir(), 'volsyncctl-'));
  const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`;
  await writeFile(path.join(bin, 'volsyncctl'), script, { mode: 0o755 });
  const idle = { ...quiet, namespace, waitFor: 'nothing' } as const;
  await Promise.all([
    createApp({ ...quiet, namespace, name: 'web' }),
    createApp({ ...quiet, namespace, name: 'empty', files: 0 }),
    createApp({ ...quiet, namespace, name: 'emptied' }),
    createApp({ ...idle, name: 'paused', source: appVariants.paused }),
    createApp({ ...idle, name: 'secretless', source: appVariants['missing-secret'] }),
  ]);
});

afterAll(async () => {
  await removeNamespace(namespace);
  await rm(bin, { recursive: true, force: true });
});

describe('a suggested command, pasted into a shell, fixes its problem', () => {
  it('a missing namespace', async () => {
    const run = await volsyncctl(['verify', '-n', `${namespace}-x`]);
    expect(run.exitCode).toBe(3);
    expect((await pasted(run)).stdout).toMatch(new RegExp(`^${namespace} `, 'm'));
  });

  it('with the connection flags that were given', async () => {
    const flags = ['--kubeconfig', paths.kubeconfig, '--context', 'lab', '--as', 'me', '--as-group', 'system:masters'];
    const run = await volsyncctl(['verify', '-n', `${namespace}-x`, ...flags]);
    expect(commandsIn(run)).toEqual([`kubectl ${flags.join(' ')} get namespaces`]);
    // Nothing else selects the cluster.
    expect((await pasted(run, { env: { KUBECONFIG: '/dev/null' } })).stdout).toContain(namespace);
  });

  it('a paused source: it is unpaused', async () => {
    const run = await inNamespace('trigger', 'paused');
    expect(run.exitCode).toBe(4);
    expect((await pasted(run)).exitCode).toBe(0);
    expect((await inNamespace('trigger', 'paused', '--dry-run')).exitCode).toBe(0);
  });

  it('a wrong password: the Secret is edited', async () => {
    const target = { app: 'web', namespace };
    const secret = await getJson<{ readonly data: Record<string, string> }>([
      'secret',
      secretName('web'),
      '-n',
      namespace,
    ]);
    const right = secret?.data['RESTIC_PASSWORD'] ?? '';
    await wrongPassword.on(target);
    const run = await inNamespace('verify', 'web');
    expect(run.exitCode, run.stdout).toBe(9);
    const editor = `sed -i "s|RESTIC_PASSWORD:.*|RESTIC_PASSWORD: ${right}|"`;
    const edited = await pasted(run, { env: { KUBE_EDITOR: editor } });
    expect(edited.exitCode, edited.stderr).toBe(0);
    expect((await inNamespace('verify', 'web')).exitCode).toBe(0);
  });

  it('a parked schedule: it is active again', async () => {
    await patch(['replicationsource', 'web', '-n', namespace], { spec: { trigger: { manual: 'by-hand' } } });
    let run = await inNamespace('status', 'web', '--fail-on', 'parked');
    // The sync of the tag comes first.
    await until('the schedule to be parked', async () => {
      run = await inNamespace('status', 'web', '--fail-on', 'parked');
      return run.exitCode === 9;
    });
    const unparked = await pasted(run);
    expect(unparked.exitCode, unparked.stderr).toBe(0);
    expect((await inNamespace('status', 'web', '--fail-on', 'parked')).exitCode).toBe(0);
  });

  it('a volume that was empty, and has files now: it is backed up', async () => {
    const run = await inNamespace('verify', 'empty');
    expect(run.exitCode, run.stdout).toBe(9);
    await kubectl(['exec', 'deployment/empty', '-n', namespace, '--', 'sh', '-c', 'echo 1 >/data/one']);
    const backedUp = await pasted(run);
    expect(backedUp.exitCode, backedUp.stdout + backedUp.stderr).toBe(0);
    expect((await inNamespace('verify', 'empty')).exitCode).toBe(0);
  });

  it('a lock whose owner is dead: it is removed', async () => {
    await setFault('stale-exclusive-lock', 'on', { app: 'web', namespace });
    const run = await inNamespace('trigger', 'web');
    expect(run.exitCode, run.stderr).toBe(8);
    const unlocked = await pasted(run, { answer: '--yes' });
    expect(unlocked.exitCode, unlocked.stderr).toBe(0);
    expect((await inNamespace('trigger', 'web')).exitCode).toBe(0);
  });

  it('an empty backup with older snapshots: the newest is restored, also after a kill', async () => {
    await kubectl(['exec', 'deployment/emptied', '-n', namespace, '--', 'sh', '-c', 'rm -r /data/*']);
    expect((await inNamespace('trigger', 'emptied')).exitCode).toBe(9);
    const [restore = ''] = commandsIn(await inNamespace('verify', 'emptied'));
    const running = start([...restore.split(' ').slice(1), '--yes']);
    await said(running.stderr, /mover \S+ starts/);
    running.kill('SIGKILL');
    await running;
    const refused = await inNamespace('trigger', 'emptied');
    expect(refused.exitCode, refused.stderr).toBe(4);
    const open = await pasted(refused);
    const resumed = await pasted(open, { answer: '--yes', which: /resume/ });
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect((await inNamespace('trigger', 'emptied')).exitCode).toBe(0);
    expect((await inNamespace('verify', 'emptied')).exitCode).toBe(0);
  });

  it('a VolumeSnapshot that a restore keeps: it is removed', async () => {
    const args = ['restore', 'emptied', '-n', namespace, '--in-place', '--latest', '--yes'];
    const removed = await pasted(await volsyncctl(args));
    expect(removed.exitCode, removed.stderr).toBe(0);
    const left = await kubectl(['get', 'volumesnapshots', '-n', namespace, '-o', 'name']);
    // The leftover of the killed restore is named by its own hint.
    expect(left.split('\n').filter((name) => name.includes('volsyncctl-emptied'))).toHaveLength(1);
  });

  it('a destination that restored nothing: its log is shown', async () => {
    // Without a file there is no backup since, and the destination is judged a problem.
    await createApp({ ...quiet, bootstrap: true, namespace, name: 'fresh', files: 0 });
    const run = await inNamespace('status', 'fresh-bootstrap');
    const shown = await pasted(run);
    expect(shown.exitCode, shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(/No eligible snapshots found|restored/i);
  });

  it('a missing Secret: it is looked for', async () => {
    const isOld = async () => !(await inNamespace('status', 'secretless')).stdout.includes('starting');
    await until('the app is no longer called starting', isOld);
    for (const command of ['status', 'trigger', 'verify', 'snapshots', 'bootstrap-check']) {
      const run = await inNamespace(command, 'secretless');
      expect(commandsIn(run), `${command}\n${run.stdout}${run.stderr}`).toEqual([
        `kubectl get secret no-such-secret -n ${namespace}`,
      ]);
    }
    expect((await pasted(await inNamespace('verify', 'secretless'))).stderr).toContain('"no-such-secret" not found');
  });
});

function inNamespace(command: string, ...args: readonly string[]): Promise<Run> {
  return volsyncctl([command, ...args, '-n', namespace]);
}

/** The commands after an arrow, each once; a sentence before the command ends with a colon. */
function commandsIn({ stdout, stderr }: Pick<Run, 'stdout' | 'stderr'>): readonly string[] {
  const lines = [...`${stdout}\n${stderr}`.matchAll(/^ *→ (?:.*?: )?((?:kubectl|volsyncctl) .*)$/gm)];
  return [...new Set(lines.map(([, command = '']) => command))];
}

interface Pasted {
  readonly env?: Readonly<Record<string, string>>;
  /** The flag for the operator's yes: there is no terminal. */
  readonly answer?: string;
  /** Selects one of several commands; without it there has to be exactly one. */
  readonly which?: RegExp;
}

/** Runs the suggested command in a shell. */
async function pasted(run: Pick<Run, 'stdout' | 'stderr'>, { env = {}, answer = '', which = /^/ }: Pasted = {}) {
  const commands = commandsIn(run).filter((command) => which.test(command));
  expect(commands, run.stdout + run.stderr).toHaveLength(1);
  return execa('sh', ['-c', `${commands[0] ?? ''} ${answer}`], {
    env: { KUBECONFIG: paths.kubeconfig, NO_COLOR: '1', _: '', PATH: `${bin}:${paths.userBin}:/usr/bin:/bin`, ...env },
    input: '',
    timeout: 120_000,
    reject: false,
  });
}

import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { appRepository } from '../lab/app-repository.ts';
import { activeFaults } from '../lab/fault-markers.ts';
import { type FaultName, setFault } from '../lab/fault.ts';
import { toolPath } from '../lab/tools.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';

let namespace: string;
const app = 'web';

beforeAll(async () => {
  namespace = await createNamespace('fault');
  await createApp({ name: app, namespace, bootstrap: false });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe("the lab's faults", () => {
  it.each(['stale-lock', 'stale-exclusive-lock'] as const)('leave a lock and remove it: %s', async (name) => {
    await switched(name, async () => {
      expect(await locks()).toHaveLength(1);
    });
    expect(await locks()).toEqual([]);
  });

  it('report why restic takes no lock', async () => {
    await switched('stale-exclusive-lock', async () => {
      const second = setFault('stale-lock', 'on', { app, namespace });
      await expect(second).rejects.toThrow('repository is already locked exclusively');
      expect(activeFaults()).not.toContainEqual({ name: 'stale-lock', target: { app, namespace } });
    });
  });

  it('change the password and remember the correct one, even when switched on twice', async () => {
    await switched('wrong-password', async () => {
      await setFault('wrong-password', 'on', { app, namespace });
      expect(await password()).toBe('not-the-password');
    });
    expect(await password()).toBe(`password-of-${namespace}-${app}`);
  });

  it('grant a user exactly the named rights', async () => {
    const user = 'limited-5';
    const mayListPods = ['auth', 'can-i', 'list', 'pods', '-n', namespace, '--as', user];
    const answer = (args: readonly string[]): Promise<string> => kubectl(args).catch(() => 'no\n');
    await setFault('user', 'on', { app: user, namespace, allow: ['list:pods'] });
    expect(await answer(mayListPods)).toBe('yes\n');
    expect(await answer(['auth', 'can-i', 'get', 'secrets', '-n', namespace, '--as', user])).toBe('no\n');
    await setFault('user', 'off', { app: user, namespace });
    expect(await answer(mayListPods)).toBe('no\n');
  });

  it('can be undone when the namespace is gone', async () => {
    const gone = await createNamespace('fault');
    await createApp({ name: app, namespace: gone, bootstrap: false });
    const names = ['stale-lock', 'wrong-password', 'repository-full', 'unreadable-files', 'mover-image'] as const;
    for (const name of names) await setFault(name, 'on', { app, namespace: gone });
    for (const name of ['quota', 'pod-security', 'snapshot-fails'] as const)
      await setFault(name, 'on', { namespace: gone });
    await kubectl(['delete', 'namespace', gone, '--timeout=240s']);
    const active = activeFaults().filter(({ target }) => target.namespace === gone);
    expect(active).toHaveLength(8);
    for (const { name, target } of active) await setFault(name as FaultName, 'off', target);
    expect(activeFaults().filter(({ target }) => target.namespace === gone)).toEqual([]);
  });

  it('are refused without a required target', async () => {
    await expect(setFault('wrong-password', 'on', { namespace })).rejects.toThrow('an application');
    await expect(setFault('quota', 'on')).rejects.toThrow('-n NAMESPACE');
    await expect(setFault('stale-lock', 'on', { app: 'nobody', namespace })).rejects.toThrow('has no Secret');
  });
});

/** Does something while the app has a fault. */
async function switched(name: FaultName, work: () => Promise<void>): Promise<void> {
  await setFault(name, 'on', { app, namespace });
  try {
    await work();
  } finally {
    await setFault(name, 'off', { app, namespace });
  }
}

async function locks(): Promise<string[]> {
  const { folder, password: secret } = await appRepository({ app, namespace });
  const list = ['list', 'locks', '-r', folder, '--no-cache', '--no-lock', '--quiet'];
  const { stdout } = await execa(toolPath('restic'), list, { env: { RESTIC_PASSWORD: secret } });
  return stdout.split('\n').filter((line) => line !== '');
}

async function password(): Promise<string> {
  const path = 'jsonpath={.data.RESTIC_PASSWORD}';
  const encoded = await kubectl(['get', 'secret', `${app}-volsync-secret`, '-n', namespace, '-o', path]);
  return Buffer.from(encoded, 'base64').toString();
}

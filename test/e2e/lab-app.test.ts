import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { getJson } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';

const namespaces: string[] = [];

afterAll(async () => {
  await Promise.all(namespaces.map(removeNamespace));
});

describe("the lab's applications", () => {
  it('come back with their data after their whole namespace was deleted', async () => {
    const namespace = await newNamespace();
    await createApp({ name: 'web', namespace });
    const before = await checksums(namespace);
    expect(before.split('\n')).toHaveLength(3);
    await kubectl(['delete', 'namespace', namespace, '--timeout=240s']);
    await createApp({ name: 'web', namespace, waitFor: 'files' });
    expect(await checksums(namespace)).toBe(before);
    expect(await moverLogs(namespace, 'replicationdestination/web-bootstrap')).toMatch(/^restoring snapshot /m);
  });

  it('stay unchanged when they are created again', async () => {
    const namespace = await newNamespace();
    const options = { name: 'web', namespace, waitFor: 'files', bootstrap: false } as const;
    await createApp(options);
    const before = await checksums(namespace);
    await createApp(options);
    expect(await checksums(namespace)).toBe(before);
  });

  it.each([
    ['rest', /^rest:https:\/\/backup:[^@]+@10\..*\/web\/$/],
    ['pvc', /^\/mnt\/backups\/web$/],
  ] as const)('can have their repository outside NFS: %s', async (backend, address) => {
    const namespace = await newNamespace();
    const { repository } = await createApp({ name: 'web', namespace, backend });
    expect(repository).toMatch(address);
    expect(await moverLogs(namespace, 'replicationsource/web')).toMatch(/^snapshot [0-9a-f]+ saved$/m);
  });

  it('can have an empty volume, for which VolSync reports success', async () => {
    const namespace = await newNamespace();
    await createApp({ name: 'web', namespace, files: 0, bootstrap: false });
    expect(await moverLogs(namespace, 'replicationsource/web')).toContain('Directory is empty skipping backup');
  });
});

async function newNamespace(): Promise<string> {
  const name = await createNamespace('app');
  namespaces.push(name);
  return name;
}

async function checksums(namespace: string): Promise<string> {
  const text = await kubectl(['exec', 'deployment/web', '-n', namespace, '--', 'sh', '-c', 'sha256sum /data/file-*']);
  return text.trim();
}

async function moverLogs(namespace: string, name: string): Promise<string> {
  const found = await getJson<{ status: { latestMoverStatus?: { logs?: string } } }>([name, '-n', namespace]);
  return found?.status.latestMoverStatus?.logs ?? '';
}

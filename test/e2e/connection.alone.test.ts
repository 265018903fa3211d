import { afterAll, beforeAll, expect, test } from 'vitest';
import { setFault } from '../lab/fault.ts';
import { freshVolsync } from '../lab/fault-volsync.ts';
import { apply } from '../lab/kubectl.ts';
import { createNamespace, removeNamespace, start } from './lab.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('k-restart');
});

afterAll(async () => {
  await removeNamespace(namespace);
});

test('a connected command survives a restart of the API server', async () => {
  await addSource('before');
  const watching = start(['status', '-n', namespace, '--watch'], { timeoutMs: 120_000 });
  let shown = '';
  watching.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  await expect.poll(() => shown, { timeout: 120_000 }).toContain('before');
  await setFault('apiserver-restart', 'on', {});
  await addSource('after');
  await expect.poll(() => shown, { timeout: 120_000 }).toContain('after');
  watching.kill('SIGINT');
  const { exitCode, stderr } = await watching;
  expect(exitCode).toBe(130);
  expect(stderr).not.toContain('API server');
  await freshVolsync();
});

/** A source that VolSync ignores, because it is external. */
async function addSource(name: string): Promise<void> {
  const spec = { sourcePVC: name, external: { provider: 'example.org/none' } };
  const metadata = { name, namespace };
  await apply([{ apiVersion: 'volsync.backube/v1alpha1', kind: 'ReplicationSource', metadata, spec }]);
}

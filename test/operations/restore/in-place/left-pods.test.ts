import { expect, it } from 'vitest';
import { makerAnnotations, type Maker } from '../../../../src/maker.ts';
import { removeLeftPods, type LeftPodsPorts } from '../../../../src/operations/restore/in-place/left-pods.ts';

const holder: Maker = { hostname: 'desk', pid: 7, place: 'here' };

it("removes the pods of the restore's last process, and nobody else's", async () => {
  const removed: string[] = [];
  const pods = [
    podOf('left', holder),
    podOf('of-another-process', { ...holder, pid: 8 }),
    podOf('of-another-machine', { ...holder, place: 'there' }),
    { metadata: { name: 'of-nobody' } },
    { metadata: { ...podOf('going', holder).metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } },
  ];
  const cluster = {
    list: () => Promise.resolve(pods),
    delete: (_resource: unknown, { name }: { name: string }) => Promise.resolve(void removed.push(name)),
  } as unknown as LeftPodsPorts['cluster'];
  const ports = { cluster, signal: new AbortController().signal, tell: () => undefined };
  await removeLeftPods('home', holder, ports);
  expect(removed).toEqual(['left']);
  await removeLeftPods('home', undefined, ports);
  expect(removed).toEqual(['left']);
});

function podOf(name: string, maker: Maker) {
  return { metadata: { name, annotations: makerAnnotations(maker) } };
}

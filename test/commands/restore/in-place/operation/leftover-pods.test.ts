import { expect, it } from 'vitest';
import { creatorAnnotations, type Creator } from '../../../../../src/creator.ts';
import {
  removeLeftoverPods,
  type LeftoverPodsPorts,
} from '../../../../../src/commands/restore/in-place/operation/leftover-pods.ts';

const holder: Creator = { hostname: 'desk', pid: 7, place: 'here' };

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
  } as unknown as LeftoverPodsPorts['cluster'];
  const ports = { cluster, signal: new AbortController().signal, report: () => undefined };
  await removeLeftoverPods('home', holder, ports);
  expect(removed).toEqual(['left']);
  await removeLeftoverPods('home', undefined, ports);
  expect(removed).toEqual(['left']);
});

function podOf(name: string, creator: Creator) {
  return { metadata: { name, annotations: creatorAnnotations(creator) } };
}

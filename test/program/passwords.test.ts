import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo } from '../fakes/fake-io.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { moverJob, moverPod } from '../fakes/mover-objects.ts';
import { addresses, linesWith, passwords, secret } from '../fakes/addresses.ts';

const now = new Date('2026-11-23T15:24:00Z');

/** An app whose mover failed, with its messages in its pod's log and in VolSync's status. */
function failing(lines: readonly string[]): FakeCluster {
  const latestMoverStatus = { result: 'Failed' as const, logs: lines.join('\n') };
  const status = { lastSyncStartTime: '2026-11-23T15:20:00Z', latestMoverStatus };
  const cluster = new FakeCluster()
    .put(resources.replicationSources, sourceObject({}, status))
    .put(resources.jobs, moverJob('web', { failed: 1 }))
    .put(resources.pods, moverPod('web', 1, 'Failed'));
  cluster
    .log({ namespace: 'home', name: 'volsync-src-web-1' }, 'restic')
    .write([...lines])
    .end();
  return cluster;
}

const commands = [
  'status web -n home',
  'status web -n home -o json',
  'status -A --fail-on any',
  'status -A -o json',
  'logs web -n home',
  'logs web -n home -o json',
  'trigger web -n home --no-wait',
  'trigger web -n home --no-wait -o json',
];

/** Proves that the mover's messages were shown, so that the test does not pass because nothing was. */
const shown = /Fatal|created restic repository|failed/;

describe.each(addresses(passwords[0]).map((_, form) => form))('address form %i', (form) => {
  it.each(commands)('%s shows nothing of a login', async (line) => {
    for (const password of passwords) {
      const address = addresses(password)[form] ?? '';
      const io = new FakeIo({ cluster: failing(linesWith(address)), now });
      await run(line.split(' '), io);
      expect(io.out + io.err, address).not.toMatch(secret);
      if (!line.startsWith('trigger') && !line.startsWith('status -A')) expect(io.out, address).toMatch(shown);
    }
  });
});

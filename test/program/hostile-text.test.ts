import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo } from '../fakes/fake-io.ts';

/** Possible content of a field that the API server only checks to be text. */
const hostile = (field: string) =>
  `${field}\nFORGED ✔ ok\r\nFORGED\u2028FORGED\u0085FORGED\u202e\u001b[2J\u001b[1mx${'y'.repeat(20_000)}`;

const at = '2026-11-23T14:00:00Z';
const conditions = [
  { type: 'Synchronizing', status: 'False', reason: 'Error', message: hostile('condition'), lastTransitionTime: at },
] as const;

function world(): FakeCluster {
  const own = { namespace: 'home', creationTimestamp: at };
  const owner = { apiVersion: 'volsync.backube/v1alpha1', kind: 'ReplicationSource', name: 'web', uid: 'u-web' };
  const status = {
    conditions,
    lastSyncTime: '2026-11-20T14:00:00Z',
    lastSyncStartTime: at,
    lastManualSync: hostile('manual'),
    latestMoverStatus: { result: 'Failed', logs: `Fatal: ${hostile('log').replaceAll('\n', '')}` },
  } as const;
  const labels = { 'app.kubernetes.io/created-by': 'volsync' };
  const pod = { ...own, uid: 'u-pod', labels: { ...labels, 'job-name': 'volsync-src-web' } };
  return new FakeCluster()
    .put(resources.replicationSources, {
      metadata: { ...own, name: 'web', uid: 'u-web' },
      spec: {
        sourcePVC: hostile('pvc'),
        trigger: { schedule: hostile('schedule'), manual: hostile('tag') },
        restic: { repository: hostile('secret'), copyMethod: 'Snapshot' },
      },
      status,
    })
    .put(resources.replicationSources, {
      metadata: { ...own, name: 'other', uid: 'u-other' },
      spec: { sourcePVC: hostile('pvc'), trigger: { manual: hostile('tag') }, restic: { repository: 'there' } },
    })
    .put(resources.replicationDestinations, {
      metadata: { ...own, name: 'web', uid: 'u-dst' },
      spec: {
        trigger: { manual: hostile('tag') },
        restic: { repository: hostile('secret'), destinationPVC: hostile('pvc') },
      },
      status,
    })
    .put(resources.jobs, {
      metadata: { ...own, name: 'volsync-src-web', uid: 'u-job', labels, ownerReferences: [owner] },
      status: {
        failed: 1,
        conditions: [{ type: 'Failed', status: 'True', reason: hostile('r'), message: hostile('m') }],
      },
    })
    .put(resources.pods, {
      metadata: {
        ...pod,
        name: 'volsync-src-web-x',
        ownerReferences: [{ ...owner, apiVersion: 'batch/v1', kind: 'Job', name: 'volsync-src-web', uid: 'u-job' }],
      },
      status: {
        phase: 'Pending',
        reason: hostile('reason'),
        message: hostile('message'),
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: hostile('scheduler') }],
        containerStatuses: [
          { name: 'restic', state: { waiting: { reason: 'ImagePullBackOff', message: hostile('pull') } } },
        ],
      },
    })
    .put(resources.events, {
      metadata: { ...own, name: 'web.1', uid: 'u-event' },
      regarding: { kind: 'ReplicationSource', name: 'web', namespace: 'home', uid: 'u-web' },
      type: 'Warning',
      reason: hostile('reason'),
      note: hostile('note'),
      deprecatedLastTimestamp: at,
    });
}

describe('text from the cluster begins no line of its own, steers no terminal, and has an end', () => {
  it.each([
    'status -n home',
    'status -n home -o wide',
    'status web other -n home',
    'logs web -n home',
    'logs web -n home --events',
    'trigger web other -n home --dry-run',
    'trigger web -n home',
    'diff web -n home',
    'ls web: -n home',
    'ls web: -n home --backup',
    'browse web -n home -- true',
    'verify web other -n home',
    'bootstrap-check web -n home',
    'restore web -n home --in-place --latest --dry-run',
    'restore web -n home --to pvc/new --latest --dry-run',
    'restore status -n home',
    'cleanup -n home --volsync --dry-run',
  ])('%s', async (line) => {
    const io = new FakeIo({ cluster: world(), now: new Date('2026-11-23T15:00:00Z') });
    await run(line.split(' '), io);
    const lines = `${io.out}\n${io.err}`.split('\n');
    expect(lines.filter((text) => /^(?:[✔✗!►?→·] *)?FORGED/.test(text))).toEqual([]);
    expect(lines.filter((text) => /(?!\t)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(text))).toEqual([]);
    expect(Math.max(...lines.map((text) => text.length)), line).toBeLessThan(3_000);
    expect(io.out + io.err).not.toBe('');
    expect(io.err).not.toContain('a bug in volsyncctl');
  });
});

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { moverJob } from '../../../../src/commands/logs/operation/job.ts';
import { moverJobDocument, renderMoverJob, renderNoJob } from '../../../../src/commands/logs/text/job.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { moverJob as jobOf, moverPod } from '../../../fakes/mover-objects.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const target = { kind: 'source', namespace: 'home', name: 'web' } as const;
const key = { namespace: 'home', name: 'web' };
const limits = { tail: undefined, since: undefined };

/** An unschedulable pod, changed by an admission policy. */
function pod(): Pod {
  const made = moverPod('web', 2, 'Pending');
  return {
    ...made,
    spec: {
      nodeName: 'node-7',
      initContainers: [{ name: 'jitter', image: 'busybox:1.37.0', command: ['sh', '-c', 'sleep 5'] }],
      containers: [
        {
          name: 'restic',
          image: 'volsync:0.16',
          command: ['/mover-restic/entry.sh'],
          args: ['backup', 's3:https://KEYID:S3crPW@h/b'],
          env: [{ name: 'RESTIC_PASSWORD', value: 'S3crPW' }],
          resources: { limits: { memory: '1Gi' } },
          volumeMounts: [
            { name: 'repository', mountPath: '/repository' },
            { name: 'data', mountPath: '/data', readOnly: true },
            { name: 'tmp', mountPath: '/tmp' },
          ],
        },
      ],
      volumes: [
        { name: 'repository', nfs: { server: 'nas', path: '/backups' } },
        { name: 'data', persistentVolumeClaim: { claimName: 'volsync-web-src' } },
        { name: 'tmp', emptyDir: {} },
      ],
    },
    status: {
      ...made.status,
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3\u2028nodes' }],
    },
  };
}

function cluster(): FakeCluster {
  const event = (name: string, kind: string, of: string) => ({
    metadata: { namespace: 'home', name },
    regarding: { kind, name: of },
    type: 'Warning' as const,
    reason: name,
    eventTime: '2026-11-23T15:21:00.000000Z',
  });
  return new FakeCluster()
    .put(resources.replicationSources, sourceObject())
    .put(resources.jobs, jobOf('web', { active: 1, failed: 1 }), jobOf('mail', { active: 1 }))
    .put(resources.pods, moverPod('web', 1, 'Failed'), pod(), moverPod('mail', 1, 'Running'))
    .put(
      resources.events,
      event('FailedScheduling', 'Pod', 'volsync-src-web-x2k9z'),
      event('Other', 'Pod', 'web-0'),
      event('Resizing', 'PersistentVolumeClaim', 'web'),
    );
}

const describing = (of: FakeCluster) => moverJob(target, limits, { cluster: of, signal: new AbortController().signal });
const view = { now: new Date('2026-11-23T15:24:00Z'), style: plainStyle };

describe('logs --job', () => {
  it('shows what the mover of the app is made of, how it stands, and its events', async () => {
    const text = renderMoverJob(await describing(cluster()), view);
    expect(text.replaceAll(/\d\d:\d\d:\d\d/g, 'TIME').split('\n')).toEqual([
      'Job volsync-src-web  1 active, 0 succeeded, 1 failed, created TIME',
      'Pod volsync-src-web-1  Failed, on no node',
      '  restic  terminated: Error, exit code 3',
      expect.stringMatching(/^Pod volsync-src-web-2 {2}Pending, on node node-7, Unschedulable: 0\/3.nodes$/),
      '  restic  waiting: ContainerCreating',
      'Init container jitter',
      '  image     busybox:1.37.0',
      "  command   sh -c 'sleep 5'",
      'Container restic',
      '  image     volsync:0.16',
      '  command   /mover-restic/entry.sh',
      expect.stringMatching(/^ {2}args {6}backup /),
      '  env       RESTIC_PASSWORD',
      '  mount     /repository from NFS nas:/backups',
      '  mount     /data from PVC volsync-web-src, read-only',
      '  mount     /tmp from emptyDir tmp',
      '  limits    memory=1Gi',
      'Events',
      'TIME      TYPE     OBJECT',
      'TIME  Warning  Pod/volsync-src-web-x2k9z',
      '    FailedScheduling',
      '',
    ]);
    expect(text).not.toContain('S3crPW');
  });

  it('is a document for scripts, without a secret', async () => {
    const document = moverJobDocument(await describing(cluster()), key);
    expect(document).toMatchObject({
      schema: 'volsyncctl/mover-job/v1',
      app: 'web',
      job: { name: 'volsync-src-web', active: 1, failed: 1 },
      containers: [
        { name: 'jitter', isInit: true },
        { name: 'restic', limits: { memory: '1Gi' } },
      ],
      pods: [{ containers: [{ exitCode: 3 }] }, { node: 'node-7', reason: 'Unschedulable' }],
      events: [{ reason: 'FailedScheduling' }],
    });
    expect(JSON.stringify(document)).not.toContain('S3crPW');
  });

  it('says where there is no Job, and still shows the events of the last one', async () => {
    const idle = cluster();
    idle.remove(resources.jobs, { namespace: 'home', name: 'volsync-src-web' });
    const mover = await describing(idle);
    expect([mover.job, mover.pods, mover.events?.length]).toEqual([undefined, [], 1]);
    expect(renderMoverJob(mover, view)).toMatch(/^Events\n/);
    expect(renderNoJob(key)).toContain('→ volsyncctl logs web -n home');
  });

  it('does without events where they may not be read', async () => {
    const mover = await describing(cluster().forbid({ resource: 'events' }));
    expect(mover.job?.metadata.name).toBe('volsync-src-web');
    expect(moverJobDocument(mover, key)).toMatchObject({ events: null });
  });
});

import { describe, expect, it } from 'vitest';
import type { AppStatus } from '../../../../src/commands/status/operation/app-status.ts';
import { renderApp } from '../../../../src/commands/status/text/app.ts';
import { namedDocument } from '../../../../src/commands/status/json/app.ts';
import { assessFleet } from '../../../../src/commands/status/judgement/fleet.ts';
import { destinationObject, sourceObject } from '../../../fakes/fleet-objects.ts';
import { moverJob, moverPod } from '../../../fakes/mover-objects.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const now = new Date('2026-11-23T15:24:00Z');
const view = { now, style: plainStyle, programName: 'volsyncctl', columns: 80 };

const failing = assessFleet(
  {
    sources: [
      sourceObject(
        {},
        {
          lastSyncStartTime: '2026-11-23T15:20:00Z',
          conditions: [
            {
              type: 'Synchronizing',
              status: 'True',
              reason: 'SyncInProgress',
              message: 'Synchronization in-progress',
              lastTransitionTime: '2026-11-23T15:20:00Z',
            },
          ],
        },
      ),
    ],
    destinations: [destinationObject()],
    movers: new Map([
      [
        'source-web',
        {
          kind: 'failing',
          failedPods: 2,
          cause: {
            reason: 'wrong-password',
            message: 'the password does not open the repository',
            canHeal: false,
            hint: undefined,
            details: ['Fatal: wrong password or no key found\x1b[2J'],
          },
        },
      ],
    ]),
    gaps: [],
  },
  now,
);

const [source] = failing.sources;
const [destination] = failing.destinations;
const app: AppStatus = {
  namespace: 'home',
  name: 'web',
  source,
  destinations: { value: destination === undefined ? [] : [{ status: destination, relation: 'fills-volume' }] },
  volume: {
    name: 'web',
    claim: {
      value: {
        metadata: { name: 'web' },
        spec: { storageClassName: 'ceph-block', accessModes: ['ReadWriteOnce'] },
        status: { phase: 'Bound', capacity: { storage: '1Gi' } },
      },
    },
  },
  repository: { secret: 'web-volsync', isThere: { why: 'May not get secrets in home.' } },
  jobs: { value: [moverJob('web', { failed: 2, active: 1 })] },
  pods: { value: [moverPod('web', 1, 'Failed'), moverPod('web', 2, 'Running')] },
  claims: { value: [{ metadata: { name: 'volsync-src-web-cache' }, status: { phase: 'Bound' } }] },
  snapshots: { value: [{ metadata: { name: 'volsync-web-src' }, status: { readyToUse: true } }] },
  warnings: {
    value: [
      {
        time: new Date('2026-11-23T15:22:00Z'),
        kind: 'Pod',
        name: 'volsync-src-web-1',
        reason: 'BackOff',
        note: 'Back-off\nrestarting',
        count: 4,
      },
    ],
  },
};

describe('renderApp', () => {
  it('says how the app stands, what is wrong with the evidence, and all that belongs to it', () => {
    const text = renderApp(app, { ...view, columns: 120 });
    expect(text.split('\n').slice(0, 4)).toEqual([
      'home/web  ✗ failing 4m',
      '    the password does not open the repository',
      '      Fatal: wrong password or no key found',
      '    → volsyncctl verify web -n home',
    ]);
    for (const line of [
      /^ {2}Trigger {6}schedule "0 \* \* \* \*"$/m,
      /^ {2}Condition {4}Synchronizing=True SyncInProgress: Synchronization in-progress, since/m,
      /^ {2}Last sync {4}.*\(23m ago\), took 12s: snapshot 724684cd$/m,
      /^ {2}Log's end {4}Successful, of the sync before:$/m,
      /^ {15}snapshot 724684cd saved$/m,
      /^ {2}Volume {7}PVC web: Bound, 1Gi, ceph-block, ReadWriteOnce$/m,
      /^ {2}Repository {3}no permission to look: May not get secrets in home\.$/m,
      /^ {2}Destinations ✔ restored: ReplicationDestination web-bootstrap \(fills the volume\),/m,
      /^ {2}Cache {8}PVC volsync-src-web-cache: Bound$/m,
      /^ {2}Snapshots {4}VolumeSnapshot volsync-web-src: ready$/m,
      /^ {2}Job {10}volsync-src-web: 1 active, 2 failed of 8 tries, 3m old$/m,
      /^ {2}Pods {9}volsync-src-web-1: Failed, 3m old · restic exited with 3$/m,
      /^ {15}volsync-src-web-2: Running, 3m old · restic running 3m$/m,
      /^ {2}Warnings {5}2m ago Pod volsync-src-web-1 BackOff \(4 times\): Back-off restarting$/m,
    ]) {
      expect(text).toMatch(line);
    }
  });

  it('has no line that is wider than the terminal, but for commands', () => {
    const lines = renderApp(app, view).split('\n');
    expect(lines.filter((line) => line.length > 80 && !line.includes('→'))).toEqual([]);
  });

  it('lets no text of the cluster steer the terminal', () => {
    expect(renderApp(app, view).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('namedDocument', () => {
  it('has the documents of a fleet, with details, and says what could not be read', () => {
    expect(JSON.parse(JSON.stringify(namedDocument({ time: now, apps: [app], failures: [] })))).toMatchObject({
      schema: 'volsyncctl/status/v1',
      sources: [
        {
          name: 'web',
          state: 'failing',
          related: {
            repositorySecret: 'web-volsync',
            isSecretThere: { unknown: 'May not get secrets in home.' },
            jobs: [{ name: 'volsync-src-web', active: 1, succeeded: 0, failed: 2, backoffLimit: 8 }],
            destinations: [{ relation: 'fills-volume', name: 'web-bootstrap', state: 'restored' }],
            events: [{ reason: 'BackOff', count: 4, time: '2026-11-23T15:22:00Z' }],
          },
        },
      ],
      destinations: [],
    });
  });
});

import type { ChangedAnswer, Document } from './api-view.ts';

interface Item {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

/**
 * A state of a cluster that cannot be created in the lab: it lacks something that the tests need, or takes hours or
 * weeks.
 */
export interface DoctorView {
  readonly what: string;
  readonly changes: readonly ChangedAnswer[];
  readonly finds: readonly string[];
}

const volsync = /^\/apis\/volsync\.backube\/v1alpha1\/namespaces\/[^/]+\/replicationsources/;
const madeRepository = {
  result: 'Successful',
  logs: 'created restic repository 1ad6e1e2c5 at /repository/wbe\nsnapshot 724684cd saved\nRestic completed in 3s',
};

export const doctorViews: readonly DoctorView[] = [
  {
    what: 'without VolSync',
    changes: [withoutGroup('volsync.backube'), gone('volsync.backube')],
    finds: ['not-installed'],
  },
  {
    what: 'without VolumeSnapshots',
    changes: [withoutGroup('snapshot.storage.k8s.io'), gone('snapshot.storage.k8s.io')],
    finds: ['snapshot-support'],
  },
  {
    what: 'that nobody looked after for weeks',
    changes: [{ path: volsync, change: (list) => cloned(list, 6, ofLongAgo) }],
    finds: [...['large-backups', 'long-sync', 'new-repository', 'not-started', 'prune-overdue', 'undecodable-status']],
  },
];

function withoutGroup(group: string): ChangedAnswer {
  const others = (groups: unknown) =>
    (groups as readonly { readonly name: string }[]).filter(({ name }) => name !== group);
  return { path: /^\/apis$/, change: (list) => ({ ...list, groups: others(list['groups']) }) };
}

function gone(group: string): ChangedAnswer {
  return { path: new RegExp(`^/apis/${group}/`), change: () => undefined };
}

/** Copies of the only source in the list. */
function cloned(list: Document, count: number, change: (source: Item, index: number) => Item): Document {
  const [source] = list['items'] as readonly Item[];
  if (source === undefined) return list;
  const names = Array.from({ length: count }, (_, index) => ({
    ...source.metadata,
    name: `web-${index}`,
    uid: `web-${index}`,
  }));
  return { ...list, items: names.map((metadata, index) => change({ ...source, metadata }, index)) };
}

const agoHours = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, '');

/**
 * Three large ones; one that has been running for two days, was not pruned for a month, and is overdue; one with an
 * undecodable status.
 */
function ofLongAgo(source: Item, index: number): Item {
  const created = { ...source, metadata: { ...source.metadata, creationTimestamp: agoHours(24 * 60) } };
  switch (index) {
    case 3:
      return scheduled(created, {
        lastSyncStartTime: agoHours(48),
        restic: { lastPruned: agoHours(24 * 30) },
      });
    case 4:
      return scheduled(created, { nextSyncTime: agoHours(1), latestMoverStatus: madeRepository });
    case 5:
      return scheduled(created, { lastSyncDuration: '9999999h' });
    default:
      return scheduled(created, { lastSyncDuration: '2h30m0s' });
  }
}

function scheduled(source: Item, status: Document): Item {
  const next = new Date();
  next.setUTCHours(26, 0, 0, 0);
  const nextSyncTime = next.toISOString().replace(/\.\d+/, '');
  return {
    ...source,
    spec: { ...source.spec, trigger: { schedule: '0 2 * * *' } },
    status: { ...source.status, lastSyncTime: agoHours(2), nextSyncTime, ...status },
  };
}

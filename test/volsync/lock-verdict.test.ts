import { expect, it } from 'vitest';
import type { Node, Pod } from '../../src/kubernetes/objects.ts';
import { lockVerdict, type HeldLock, type LockHost } from '../../src/volsync/lock-verdict.ts';

const minutes = 60_000;
const host = 'volsync-src-web-x7k2p';
const lock: HeldLock = { host, pid: 28, ageMs: 3 * minutes };

type Status = NonNullable<Pod['status']>;

const pod = (phase: NonNullable<Status['phase']>, change: Partial<Status> = {}): Pod => ({
  metadata: { namespace: 'media', name: host },
  status: { phase, containerStatuses: [{ name: 'restic', state: { terminated: { exitCode: 1 } } }], ...change },
});
const node = (status: 'True' | 'Unknown'): Node => ({
  metadata: { name: 'n1' },
  status: { conditions: [{ type: 'Ready', status }] },
});
const none: LockHost = { pods: { value: [] }, trace: { value: undefined }, nodes: { value: new Map() } };
const seen = (...pods: readonly Pod[]): LockHost => ({ ...none, pods: { value: pods } });
const gone = (nodes: LockHost['nodes']): LockHost => ({
  ...none,
  trace: { value: { namespace: 'media', nodes: ['n1'] } },
  nodes,
});
const onNode = (one: Node | undefined) => gone({ value: new Map([['n1', one]]) });
const running = { containerStatuses: [{ name: 'restic', state: { running: {} } }] };
const why = 'You cannot list pods in all namespaces';

it.each<[string, Partial<HeldLock>, LockHost, ReturnType<typeof lockVerdict>['kind'], RegExp]>([
  ['nobody has renewed it', { ageMs: 31 * minutes }, none, 'stale', /30 minutes/],
  ['nobody has renewed it, whoever runs', { ageMs: 31 * minutes }, seen(pod('Running')), 'stale', /30 minutes/],
  ['its pod has ended', {}, seen(pod('Failed')), 'dead', /media\/volsync-src-web-x7k2p has ended/],
  ['its pod has ended well', {}, seen(pod('Succeeded')), 'dead', /ended/],
  ['its pod runs', {}, seen(pod('Running', running)), 'alive', /is running/],
  ['its pod is pending', {}, seen(pod('Pending')), 'alive', /is pending/],
  ['one of two pods of that name runs', {}, seen(pod('Failed'), pod('Running')), 'alive', /is running/],
  ['its pod was given up with its node', {}, seen(pod('Failed', running)), 'unknown', /lost, perhaps with its node/],
  ['nothing is said of its containers', {}, seen(pod('Failed', { containerStatuses: [] })), 'unknown', /was lost/],
  ['no event tells its node', {}, gone({ value: new Map() }), 'unknown', /its node is unknown/],
  ['its pod may not be looked for', {}, { ...none, pods: { why } }, 'unknown', /cannot list pods/],
  ['its pod is gone from a node that is well', {}, onNode(node('True')), 'dead', /in namespace media is gone/],
  ['its node is not ready', {}, onNode(node('Unknown')), 'unknown', /node n1 is not ready/],
  ['its node is gone', {}, onNode(undefined), 'unknown', /node n1 is not ready/],
  ['its node may not be looked at', {}, gone({ why: 'cannot get nodes' }), 'unknown', /cannot get nodes/],
  ['events may not be read', {}, { ...none, trace: { why: 'cannot list events' } }, 'unknown', /cannot list events/],
  ['it was never a pod here', {}, none, 'unknown', /never seen in this cluster/],
  ['a person made it', { host: 'laptop' }, none, 'unknown', /restic of a person/],
  ['a name that comes back', { host: 'restic-0' }, seen(pod('Failed')), 'unknown', /another pod may reuse its name/],
  ['process 1 is in every container', { pid: 1 }, seen(pod('Failed')), 'unknown', /process 1/],
])('%s', (_what, change, sight, kind, words) => {
  const verdict = lockVerdict({ ...lock, ...change }, sight);
  expect(verdict.kind).toBe(kind);
  expect(verdict.why).toMatch(words);
});

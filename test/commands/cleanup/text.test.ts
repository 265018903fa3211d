import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { CleanedUp, CleanupReport } from '../../../src/commands/cleanup/operation/cleanup.ts';
import { cleanupDocument, cleanupNames } from '../../../src/commands/cleanup/json.ts';
import { renderCleanup, type CleanupView } from '../../../src/commands/cleanup/text.ts';
import { unframed } from '../../fakes/unframed.ts';
import { plainStyle } from '../../fakes/plain-style.ts';

const time = new Date('2026-11-23T15:00:00Z');
const gone = {
  action: 'remove',
  reason: 'maker-gone',
  message: 'made by volsyncctl process 7 on vm, which is gone',
} as const;
const used = { action: 'leave', reason: 'in-use', message: 'pod/web mounts it' } as const;

function object(parts: Partial<CleanedUp>): CleanedUp {
  return {
    kind: 'Pod',
    namespace: 'home',
    name: 'volsyncctl-verify-x7k2p',
    uid: 'u',
    madeBy: 'volsyncctl',
    owner: 'verify',
    createdAt: new Date('2026-11-23T14:48:00Z'),
    size: undefined,
    decision: gone,
    users: [],
    end: 'planned',
    ...parts,
  };
}

const report = (objects: readonly CleanedUp[], unread: CleanupReport['unread'] = []): CleanupReport => ({
  objects,
  unread,
  notes: [],
  time,
  isDryRun: false,
  outcome: 'ok',
});

const shown = (of: CleanupReport, view: Partial<CleanupView> = {}) =>
  renderCleanup(of, {
    style: plainStyle,
    programName: 'volsyncctl',
    columns: 80,
    isWide: false,
    namespace: 'home',
    withVolsync: false,
    clusterName: 'lab',
    ...view,
  });

const claim = {
  kind: 'PersistentVolumeClaim',
  name: 'web',
  size: '1Gi',
  owner: 'browse',
  decision: used,
  end: 'left',
} as const;

describe('renderCleanup', () => {
  it('shows what goes first, with age, size, owner and reason', () => {
    expect(shown(report([object(claim), object({})]))).toBe(
      [
        '┌──────────┬───────────────────────────────────────────┬─────┬──────┬────────┐',
        '│ ACTION   │ OBJECT                                    │ AGE │ SIZE │ OWNER  │',
        '├──────────┼───────────────────────────────────────────┼─────┼──────┼────────┤',
        '│ - remove │ pod/volsyncctl-verify-x7k2p               │ 12m │ –    │ verify │',
        '│          │ made by volsyncctl process 7 on vm, which │     │      │        │',
        '│          │ is gone                                   │     │      │        │',
        '│ · leave  │ pvc/web                                   │ 12m │ 1Gi  │ browse │',
        '│          │ pod/web mounts it                         │     │      │        │',
        '└──────────┴───────────────────────────────────────────┴─────┴──────┴────────┘',
        '1 object to remove in lab · 1 left alone',
        '',
      ].join('\n'),
    );
  });

  it('names namespaces where there may be more than one, and reasons in a wide table', () => {
    expect(unframed(shown(report([object({})]), { namespace: undefined, isWide: true }))).toMatch(
      /^ACTION +NAMESPACE +OBJECT +AGE +SIZE +OWNER +REASON *\n- remove +home +pod\/\S+ +12m +– +verify +maker-gone\n/,
    );
  });

  it('shows each end in words, the worst first', () => {
    const failure = { message: 'User "jane" cannot delete pods (403).' };
    const ends = (['left', 'removed', 'untouched', 'removing'] as const).map((end) => object({ end }));
    const text = unframed(shown(report([...ends, object({ end: 'failed', failure })])));
    const actions = [...text.matchAll(/^(\S \D+?) {2,}pod/gm)].map(([, action]) => action);
    expect(actions).toEqual(['✗ failed', '! removing', '! not done', '✔ removed', '· leave']);
    expect(text).toContain('User "jane" cannot delete pods (403).');
    expect(text).toContain('see its finalizers');
    expect(text).toContain('\n1 failed · 1 still being removed · 1 not done · 1 removed · 1 left alone\n');
  });

  it('says that there is nothing in one line', () => {
    expect(shown(report([]))).toBe('Nothing of volsyncctl is left over in namespace home.\n');
    expect(shown(report([]), { namespace: undefined, withVolsync: true })).toBe(
      'Nothing of volsyncctl and VolSync is left over in any namespace.\n',
    );
  });

  it('says beside it what is not shown', () => {
    expect(shown({ ...report([]), notes: ['VolumeSnapshotContents cannot be read'] })).toBe(
      'Nothing of volsyncctl is left over in namespace home.\n? VolumeSnapshotContents cannot be read\n',
    );
  });

  it('never says nothing where something could not be looked at', () => {
    const message = 'User "jane" cannot list pods in namespace home (403).';
    const unread = [{ resource: 'pods', reason: 'forbidden', message, hint: undefined }] as const;
    const text = shown(report([], unread));
    expect(text).toMatch(
      /^\? Nothing was found, but not everything could be checked: what there is of pods is unknown\n/,
    );
    expect(text).toContain('→ volsyncctl rbac cleanup -n home\n');
    const unserved = [{ resource: 'pods', reason: 'unknown', message, hint: 'kubectl api-versions' }] as const;
    expect(shown(report([], unserved))).toContain('→ kubectl api-versions\n');
    expect(shown(report([], unserved))).not.toContain('rbac');
    expect(shown(report([object({})], unread))).toMatch(
      /1 object to remove in lab\n\? Not looked at: what there is of pods/,
    );
  });

  it('is safe against hostile names, owners and messages, and paints each line once', () => {
    const hostile = object({ name: 'a\u001b[2Jb', owner: 'x\u001b[31m', decision: { ...gone, message: 'a\nb\u202e' } });
    const text = shown(report([hostile]));
    for (const steering of ['\u001b', '\u202e', 'a\nb']) expect(text).not.toContain(steering);
    const chalk = new Chalk({ level: 1 });
    const style = {
      good: chalk.green,
      bad: chalk.red,
      warning: chalk.yellow,
      strong: chalk.bold,
      chosen: chalk.inverse,
      quiet: chalk.dim,
    };
    expect(shown(report([object({})]), { style }).split('made by')).toHaveLength(2);
  });

  it('fits 80 columns', () => {
    const name = 'volsyncctl-web-bootstrap-dest-20261124174806';
    const long = object({ kind: 'VolumeSnapshot', name, size: '100Gi', owner: 'ReplicationDestination web-bootstrap' });
    for (const line of shown(report([long])).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('the document', () => {
  it('holds everything that was decided and done', () => {
    const failure = { message: 'no' };
    const { objects, ...rest } = cleanupDocument(report([object({ end: 'failed', failure }), object(claim)]));
    expect(rest).toMatchObject({
      schema: 'volsyncctl/cleanup/v1',
      outcome: 'ok',
      time: '2026-11-23T15:00:00Z',
      unread: [],
    });
    expect(objects[0]).toEqual({
      kind: 'Pod',
      namespace: 'home',
      name: 'volsyncctl-verify-x7k2p',
      uid: 'u',
      madeBy: 'volsyncctl',
      owner: 'verify',
      createdAt: '2026-11-23T14:48:00Z',
      capacity: undefined,
      ...gone,
      state: 'failed',
      error: 'no',
    });
    expect(objects[1]).toMatchObject({ action: 'leave', reason: 'in-use', state: 'left', capacity: '1Gi' });
  });

  it('names what goes as kubectl takes it', () => {
    const kinds = ['ReplicationDestination', 'VolumeSnapshot', 'ConfigMap'] as const;
    expect(cleanupNames(report([...kinds.map((kind) => object({ kind, name: 'a' })), object(claim)]))).toEqual([
      'replicationdestination.volsync.backube/a',
      'volumesnapshot.snapshot.storage.k8s.io/a',
      'configmap/a',
    ]);
  });
});

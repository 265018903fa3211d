import { describe, expect, it } from 'vitest';
import { examineManifests } from '../../../../src/commands/doctor/offline/examine.ts';

const secret = `
apiVersion: v1
kind: Secret
metadata: {name: web-volsync, namespace: home}
stringData: {RESTIC_REPOSITORY: /repository/web, RESTIC_PASSWORD: x}
`;
const destination = `
apiVersion: volsync.backube/v1alpha1
kind: ReplicationDestination
metadata: {name: web-bootstrap, namespace: home}
spec:
  trigger: {manual: restore-once}
  restic:
    repository: web-volsync
    copyMethod: Snapshot
    capacity: 1Gi
    accessModes: [ReadWriteOnce]
`;
const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: web, namespace: home}
spec:
  accessModes: [ReadWriteOnce]
  dataSourceRef: {apiGroup: volsync.backube, kind: ReplicationDestination, name: web-bootstrap}
  resources: {requests: {storage: 1Gi}}
`;
const source = `
apiVersion: volsync.backube/v1alpha1
kind: ReplicationSource
metadata:
  name: web
  namespace: home
spec:
  sourcePVC: web
  trigger:
    schedule: 29 * * * *
  restic:
    repository: web-volsync
    copyMethod: Snapshot
    retain: {hourly: 24}
`;
const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: mover-nfs}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [batch], apiVersions: [v1], resources: [jobs], operations: [CREATE, UPDATE]}]
  matchConditions: [{name: mover, expression: 'object.metadata.name.startsWith("volsync-")'}]
  mutations: [{patchType: JSONPatch, jsonPatch: {expression: '[JSONPatch{path: "/spec/template/spec/volumes/-"}]'}}]
`;
const binding = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: mover-nfs}
spec: {policyName: mover-nfs}
`;
const healthy = [secret, destination, claim, source, policy, binding];

function examine(text: string, values?: Readonly<Record<string, string>>) {
  const filled = values && new Map(Object.entries(values));
  return examineManifests([{ path: 'apps/web.yaml', text }], filled);
}

/** The healthy app with one text replaced; a text that does not occur fails the test. */
function changed(from: string, to: string): string {
  const text = healthy.join('---');
  expect(text).toContain(from);
  return text.replace(from, to);
}

const found = (text: string) => {
  return examine(text).findings.map(
    ({ rule, outcome, object }) => `${rule} ${outcome} ${object.file ?? ''}:${object.line ?? 0}`,
  );
};

it('says nothing of a healthy app', () => {
  expect(examine(healthy.join('---'))).toMatchObject({ findings: [], outcome: 'ok', objects: 2, sources: 1 });
});

const src = 'retain: {hourly: 24}';

describe('a fault is found at its line', () => {
  it.each<[rule: string, from: string, to: string, at: string]>([
    ['unknown-field', src, 'retention: {hourly: 24}\n    retain: {daily: 1}', 'retention'],
    ['unknown-field', 'sourcePVC: web', 'sourcePVC: web\n  sourcePvc: web', 'sourcePvc'],
    ['unknown-field', src, 'retain: {daily: 1, horly: 24}', 'retain:'],
    ['invalid-value', src, 'retain: {last: 3}', 'retain:'],
    ['invalid-value', src, 'retain: {hourly: "24"}', 'retain:'],
    ['invalid-value', 'schedule: 29 * * * *', 'schedule: 0 2 * * MON', 'schedule:'],
    ['invalid-value', 'capacity: 1Gi', 'capacity: 1GB', 'capacity:'],
    ['invalid-value', 'accessModes: [ReadWriteOnce]\n---', 'accessModes: ReadWriteOnce\n---', 'accessModes:'],
    ['invalid-value', src, `${src}\n    moverVolumes: [{mountPath: a}]`, 'moverVolumes'],
    ['broken-schedule', 'schedule: 29 * * * *', 'schedule: 30 0 2 * * *', 'schedule:'],
    ['parked-schedule', 'schedule: 29 * * * *', 'schedule: 29 * * * *\n    manual: now', 'manual: now'],
    ['no-trigger', 'trigger: {manual: restore-once}', 'trigger: {}', 'trigger: {}'],
    ['paused', 'sourcePVC: web', 'sourcePVC: web\n  paused: true', 'paused'],
    ['mover-missing', 'sourcePVC: web', 'sourcePVC: web\n  rclone: {}', 'rclone'],
    ['copy-method', 'copyMethod: Snapshot\n    capacity', 'copyMethod: Clone\n    capacity', 'copyMethod: Clone'],
    ['copy-method', `copyMethod: Snapshot\n    ${src}`, src, '  restic:\n    repository: web-volsync\n    retain'],
    [
      'no-retain',
      src,
      'pruneIntervalDays: 7',
      '  restic:\n    repository: web-volsync\n    copyMethod: Snapshot\n    prune',
    ],
    [
      'repository-missing',
      `repository: web-volsync\n    copyMethod: Snapshot\n    ${src}`,
      `copyMethod: Snapshot\n    ${src}`,
      '  restic:\n    copyMethod',
    ],
    ['destination-incomplete', '    capacity: 1Gi\n', '', '  restic:\n    repository'],
    ['overwrites-volume', 'capacity: 1Gi', 'capacity: 1Gi\n    destinationPVC: web', 'destinationPVC'],
    ['bootstrap-destination', 'name: web-bootstrap}', 'name: web-dst}', 'dataSourceRef'],
    ['bootstrap-destination', 'capacity: 1Gi', 'capacity: 2Gi', 'capacity: 2Gi'],
    [
      'bootstrap-destination',
      'copyMethod: Snapshot\n    capacity',
      'copyMethod: Direct\n    capacity',
      'copyMethod: Direct',
    ],
    ['secret-keys', 'RESTIC_PASSWORD: x', 'RESTIC_PASWORD: x', 'apiVersion: v1'],
    [
      'mover-volume',
      src,
      `${src}\n    moverVolumes:\n      - mountPath: My_Repo\n        volumeSource: {nfs: {server: a, path: /b}}`,
      'mountPath: My_Repo',
    ],
    ['policy-update', 'operations: [CREATE, UPDATE]', 'operations: [CREATE]', 'matchConstraints'],
    [
      'policy-binding',
      'policyName: mover-nfs',
      'policyName: other',
      'apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\n',
    ],
  ])('%s (%#)', (rule, from, to, at) => {
    const text = changed(from, to);
    const lines = found(text).filter((line) => line.startsWith(`${rule} problem`));
    // The finding is near the change, or at the policy before its binding.
    const near = text.indexOf(at, Math.max(0, text.indexOf(to) - 300));
    const line = text.slice(0, near < 0 ? text.indexOf(at) : near).split('\n').length;
    expect(lines).toEqual([`${rule} problem apps/web.yaml:${line}`]);
  });
});

const only = (rule: string, text: string, values?: Readonly<Record<string, string>>) =>
  examine(text, values).findings.filter((finding) => finding.rule === rule);

it('proposes the field that was meant, and knows nothing of the fork', () => {
  const misspelt = only('unknown-field', source.replace(src, 'retian: {daily: 1}'));
  expect(misspelt[0]).toMatchObject({
    seen: "spec.restic.retian is not a field of VolSync's CRD",
    fix: 'did you mean retain?',
  });
  const fork = only('unknown-field', source.replace('restic:', 'kopia:'));
  expect(fork).toMatchObject([{ outcome: 'could-not-look', seen: 'spec.kopia' }]);
});

it('finds sources that share a repository, in one namespace or folder only', () => {
  const other = (from: string, to: string) => source.replace('name: web\n', 'name: mail\n').replace(from, to);
  expect(only('shared-repository', `${source}---${other('', '')}`)[0]).toMatchObject({
    harm: 'data-loss',
    seen: 'Secret web-volsync is also used by web',
    object: { name: 'mail' },
  });
  expect(only('shared-repository', `${source}---${other('home', 'work')}`)).toEqual([]);
  const folders = ['a/web.yaml', 'b/web.yaml'].map((path) => ({
    path,
    text: source.replace('  namespace: home\n', ''),
  }));
  expect(examineManifests(folders, undefined).findings).toEqual([]);
});

it('spreads schedules that collide', () => {
  const apps = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
    source
      .replace('name: web\n', `name: ${name}\n`)
      .replace('web-volsync', `${name}-volsync`)
      .replace('29 * * * *', '0 2 * * *'),
  );
  const [finding, ...others] = only('colliding-schedules', apps.join('---'));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ seen: '6 sources have the schedule "0 2 * * *"', sure: 'likely' });
  expect(finding?.evidence).toHaveLength(6);
  expect(finding?.evidence[0]).toMatch(/^a "\d+ 2 \* \* \*"$/);
  expect(only('colliding-schedules', apps.slice(1).join('---'))).toEqual([]);
});

describe('variables', () => {
  const text = source.replaceAll('web', '${APP}').replace('29 * * * *', '${VOLSYNC_SCHEDULE:-0 * * * *}');

  it('are filled in, with defaults', () => {
    expect(examine(text, { APP: 'web' }).outcome).toBe('ok');
    expect(only('broken-schedule', text, { APP: 'web', VOLSYNC_SCHEDULE: '30 0 2 * * *' })).toHaveLength(1);
  });

  it('without a value are not judged, or are a mistake where values were given', () => {
    expect(examine(text)).toMatchObject({ outcome: 'unknown' });
    expect(only('unset-variable', text)[0]).toMatchObject({ seen: 'variables without a value: APP' });
    expect(only('unset-variable', text, { APPLICATION: 'web' })[0]).toMatchObject({ outcome: 'problem' });
  });
});

it('reads Lists, ignores what is about something else, and names what it cannot read', () => {
  const list = JSON.stringify({
    kind: 'List',
    apiVersion: 'v1',
    items: [{ apiVersion: 'volsync.backube/v1alpha1', kind: 'ReplicationSource', metadata: { name: 'web' }, spec: {} }],
  });
  expect(found(list)).toEqual(['mover-missing problem apps/web.yaml:1', 'no-trigger problem apps/web.yaml:1']);
  expect(examine('a: b\n---\n- 1\n---\n').findings).toEqual([]);
  expect(examine('{{ .Values.x }}: [').findings).toEqual([]);
  expect(examine(`${source}---\nvolsync: {{ if }}\n  - x: [\n`).findings).toMatchObject([
    { rule: 'unreadable-manifest', outcome: 'could-not-look', object: { file: 'apps/web.yaml' } },
  ]);
});

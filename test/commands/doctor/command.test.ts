import { describe, expect, it } from 'vitest';
import { admissionResources } from '../../../src/kubernetes/admission.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { cache, home, typed } from '../../fakes/doctor-command.ts';
import { admittedJob, appSource, bareJob, claim, policyObject } from '../../fakes/doctor-facts.ts';

const parked = appSource({}, { trigger: { schedule: '0 * * * *', manual: 'x' } });
const served = { ...parked, status: { ...parked.status, lastManualSync: 'x' } };

describe('doctor', () => {
  it('finds nothing wrong with a healthy app', async () => {
    const { exitCode, out } = await typed('-n home');
    expect(out).toMatch(/^✔ 1 app · no problem · 1 note \(-v\) · \d+ rules, repositories not read/);
    expect(exitCode).toBe(0);
    expect((await typed('-n home -v')).out).toMatch(/· home\/web {2}the image of ReplicationDestination web-bootstrap/);
  });

  it('finds nothing wrong with twenty healthy apps that a jitter spreads', async () => {
    const cluster = home().admit(resources.jobs, () => admittedJob);
    for (const name of Array.from({ length: 20 }, (_, index) => `app-${index}`)) {
      cluster
        .put(resources.replicationSources, appSource({}, { sourcePVC: name }, name))
        .put(resources.persistentVolumeClaims, { ...claim, metadata: { name, namespace: 'home' } })
        .put(resources.secrets, { metadata: { name: `${name}-volsync`, namespace: 'home' } });
    }
    const { exitCode, out } = await typed('-A', cluster);
    expect(out).toMatch(/^✔ 21 apps · no problem ·/);
    expect(exitCode).toBe(0);
    // Without jitter they all start at once.
    const crowded = await typed(
      '-A',
      cluster.admit(resources.jobs, () => bareJob),
    );
    expect(crowded.out).toMatch(/✗ cluster {2}21 backups start at 2026-11-23T16:00:00/);
  });

  it('says in three lines what was seen, why it matters and what to do', async () => {
    const { exitCode, out } = await typed('web -n home', home(served));
    expect(exitCode).toBe(9);
    expect(out.split('\n').slice(0, 3)).toEqual([
      '✗ home/web  the manual tag "x" overrides the schedule "0 * * * *"',
      expect.stringMatching(/^ {4}no scheduled backup runs while the tag stays/),
      '  → volsyncctl trigger web -n home --unpark',
    ]);
  });

  it('lists each kind once, however many apps there are', async () => {
    const cluster = home();
    for (const name of ['mail', 'chat', 'wiki']) cluster.put(resources.replicationSources, appSource({}, {}, name));
    await typed('-A', cluster);
    const lists = cluster.calls.filter(({ verb }) => verb === 'list').map(({ kind }) => kind);
    // Journals of restores are ConfigMaps.
    expect(lists).toHaveLength(new Set(lists).size);
    expect(cluster.count('create', resources.pods)).toBe(0);
  });

  it('ends with 10 where something could not be looked at, and names the permission and the rules once', async () => {
    const cluster = home().forbid({ verb: 'list', resource: 'storageclasses' });
    const { exitCode, out } = await typed('-n home', cluster);
    expect(exitCode).toBe(10);
    expect(out).toMatch(
      /^\? .*ay not list storageclasses.*\n {4}not checked: class-missing, snapshot-class\n {2}→ volsyncctl rbac doctor -n home\n/,
    );
  });

  it('says once that it could not see whether Secrets are there', async () => {
    const { exitCode, out } = await typed('web -n home', home().forbid({ verb: 'get', resource: 'secrets' }));
    expect(exitCode).toBe(10);
    expect(out).toMatch(/^\? .*ay not get secrets.*\n {4}not checked: secret-missing\n/);
  });

  it('asks only some rules, or not some', async () => {
    expect((await typed('-n home --skip parked-schedule', home(served))).exitCode).toBe(0);
    expect((await typed('-n home --rule paused', home(served))).out).toMatch(/no problem · 1 rule,/);
  });

  it.each([
    ['--rule parked-shedule', /"parked-shedule" is not a rule of doctor\n {2}→ did you mean parked-schedule\?/],
    ['--skip sleepy', /"sleepy" is not a rule of doctor\n {2}→ volsyncctl doctor --explain/],
    ['--rule paused --skip paused', /no rule is left: --skip excludes them all/],
    ['-n home --yes', /--yes goes with --fix/],
    ['web -A', /app names and -A cannot be combined/],
  ])('%s is wrong usage', async (line, message) => {
    const { exitCode, out, err } = await typed(line);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it('ends with 3 for an app that is not there, and for a namespace without any', async () => {
    expect((await typed('wbe -n home')).exitCode).toBe(3);
    expect((await typed('-n elsewhere')).exitCode).toBe(3);
  });

  it('explains a rule without a cluster, and lists all', async () => {
    const { exitCode, out } = await typed('--explain parked-schedule');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^parked-schedule {2}harm: no-backup\nFine if no completed manual tag/);
    expect((await typed('--explain')).out).toMatch(/^RULE +HARM +FINE IF\napp-stopped +no-backup/);
  });

  it('names one cause for what follows from it', async () => {
    const { metadata, spec } = appSource();
    const cluster = home({ metadata, ...(spec && { spec }) });
    cluster.remove(resources.secrets, { namespace: 'home', name: 'web-volsync' });
    const { out } = await typed('-n home -o json', cluster);
    const { findings } = JSON.parse(out) as { findings: { rule: string; object: { kind: string }; harm: string }[] };
    expect(findings.filter(({ object }) => object.kind === 'ReplicationSource')).toMatchObject([
      { rule: 'secret-missing', harm: 'data-loss', why: expect.stringMatching(/; there is no backup yet$/) as string },
    ]);
  });

  it('is written as JSON, JUnit and Markdown', async () => {
    const json = JSON.parse((await typed('-n home -o json', home(served))).out) as { rules: { name: string }[] };
    expect(json).toMatchObject({
      schema: 'volsyncctl/doctor/v1',
      outcome: 'unprotected',
      findings: [{ rule: 'parked-schedule', outcome: 'problem', hint: 'volsyncctl trigger web -n home --unpark' }],
    });
    expect(json.rules.find(({ name }) => name === 'paused')).toMatchObject({
      problemCount: 0,
      couldNotLookCount: 0,
      fineCount: 2,
    });
    const { out: junit } = await typed('-n home -o junit', home(served));
    expect(junit).toMatch(/failures="1" errors="0"/);
    expect(junit).toMatch(/<testcase name="home\/web" classname="doctor.parked-schedule">\s*<failure type="no-backup"/);
    const { out: markdown } = await typed('-n home -o markdown', home(served));
    expect(markdown).toContain(
      '| ✗ | home/web | parked-schedule | the manual tag "x" overrides the schedule "0 \\* \\* \\* \\*" |',
    );
  });

  it('warns of a policy that no binding names', async () => {
    const cluster = home().put(admissionResources('v1').policies, policyObject());
    const { exitCode, out } = await typed('-A', cluster);
    expect(exitCode).toBe(9);
    expect(out).toMatch(/✗ MutatingAdmissionPolicy volsync-mover-nfs {2}no MutatingAdmissionPolicyBinding names/);
  });
});

describe('doctor --fix', () => {
  it('removes a tag that nobody sets again, and only after a plan', async () => {
    const cluster = home(served);
    const plan = await typed('-n home --fix --dry-run', cluster);
    expect(plan.err).toContain('home/web  remove the manual tag "x" of ReplicationSource web');
    expect([plan.exitCode, cluster.count('patch')]).toEqual([9, 0]);
    const refused = await typed('-n home --fix', cluster);
    expect([refused.exitCode, cluster.count('patch')]).toEqual([4, 0]);
    const { exitCode, out } = await typed('-n home --fix --yes', cluster);
    expect(exitCode).toBe(0);
    expect(out).toContain('✔ home/web  remove the manual tag "x"');
    const [source] = cluster.stored(resources.replicationSources);
    expect(source?.spec?.trigger).toEqual({ schedule: '0 * * * *' });
  });

  it('leaves a tag that Flux sets', async () => {
    const fieldsV1 = { 'f:spec': { 'f:trigger': { 'f:manual': {} } } };
    const metadata = { ...served.metadata, managedFields: [{ manager: 'kustomize-controller', fieldsV1 }] };
    const cluster = home({ ...served, metadata });
    const { exitCode, err } = await typed('-n home --fix --yes', cluster);
    expect(err).toMatch(/^--fix can fix none of 1 problem\.$/m);
    expect([exitCode, cluster.count('patch')]).toEqual([9, 0]);
  });

  it('removes a cache that cannot be resized, by its uid, and not while it is used', async () => {
    const cluster = home().put(resources.persistentVolumeClaims, cache);
    const pod = {
      metadata: { name: 'mover', namespace: 'home' },
      spec: { volumes: [{ name: 'cache', persistentVolumeClaim: { claimName: 'volsync-src-web-cache' } }] },
    };
    cluster.put(resources.pods, pod);
    expect((await typed('-n home --fix --yes --skip unprotected-pvc', cluster)).exitCode).toBe(9);
    expect(cluster.count('delete')).toBe(0);
    cluster.remove(resources.pods, { namespace: 'home', name: 'mover' });
    expect((await typed('-n home --fix --yes --skip unprotected-pvc', cluster)).exitCode).toBe(0);
    expect(cluster.calls.filter(({ verb }) => verb === 'delete')).toMatchObject([{ uid: 'cache' }]);
  });

  it('leaves a PVC alone that only has the name of a cache', async () => {
    const metadata = { ...cache.metadata, ownerReferences: [] };
    const cluster = home().put(resources.persistentVolumeClaims, { ...cache, metadata });
    const { exitCode, out } = await typed('-n home --fix --yes --skip unprotected-pvc', cluster);
    expect([exitCode, cluster.count('delete')], out).toEqual([0, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { namespaceOf, typedIn } from '../../../fakes/restore-many-world.ts';

const all = '--all --to-new --no-compare';
const nothingLeft = [0];

describe('restore --all --to-new', () => {
  it('restores every app into a new PVC, and shows the time of each', async () => {
    const cluster = namespaceOf(['web', 'db', 'photos']);
    const { exitCode, out, err, claims, left } = await typedIn(cluster, `${all} --yes --max-parallel 2`);
    expect([exitCode, claims, left]).toEqual([0, ['db-restored', 'photos-restored', 'web-restored'], nothingLeft]);
    expect(err).toMatch(
      /Will happen in fake:\nAPP +INTO +SNAPSHOT +OF +SIZE[^]*home\/db +pvc\/db-restored +[0-9a-f]{8} .* +31 B/,
    );
    expect(err).toMatch(/new PVC, 2 at a time, at most 1h each;\nfiles are not compared/);
    expect(err).toMatch(/^✔ home\/photos {2}restored · \d+m?s? · [123] of 3 apps$/m);
    expect(out).toMatch(/^APP +RESULT +TIME +SNAPSHOT +INTO +DATA OF +SIZE\n/);
    expect(out).toMatch(/^home\/web +✔ restored +\d+m?s +[0-9a-f]{8} +pvc\/web-restored +8\dm ago +31 B$/m);
    expect(out).toMatch(/^3 restored · \S+\n$/m);
    expect(cluster.count('list', resources.replicationSources)).toBeLessThan(10);
  });

  it('asks once, and makes nothing if the answer is no', async () => {
    const cluster = namespaceOf(['web', 'db']);
    const declined = await typedIn(cluster, all, { answers: [false] });
    expect(declined).toMatchObject({ exitCode: 130, claims: [], questions: ['Restore 2 apps into new PVCs in fake?'] });
    const agreed = await typedIn(cluster, all, { answers: [true] });
    expect(agreed).toMatchObject({ exitCode: 0, claims: ['db-restored', 'web-restored'] });
  });

  it('shows a dry run on stdout and in JSON, and makes nothing', async () => {
    const cluster = namespaceOf(['web', 'db', 'new'], { empty: ['new'] });
    const { exitCode, out, claims } = await typedIn(cluster, `${all} --dry-run`);
    expect([exitCode, claims]).toEqual([9, []]);
    expect(out).toMatch(
      /home\/web +pvc\/web-restored +[0-9a-f]{8}[^]*Cannot be restored:\n {2}✗ home\/new: There is no snapshot/,
    );
    const json = await typedIn(cluster, `${all} --dry-run -o json`);
    expect(JSON.parse(json.out)).toMatchObject({
      ...{ schema: 'volsyncctl/restore/v1', kind: 'several', isDryRun: true, outcome: 'unprotected' },
      apps: [
        { app: 'web', state: 'planned', outcome: 'ok', claim: 'web-restored', restore: { kind: 'to', isDryRun: true } },
        { app: 'db', state: 'planned', outcome: 'ok' },
        { app: 'new', state: 'unrestorable', outcome: 'unprotected' },
      ],
    });
  });

  it('restores no app if one cannot be restored, unless that is accepted', async () => {
    const cluster = namespaceOf(['web', 'new'], { empty: ['new'] });
    const refused = await typedIn(cluster, `${all} --yes`);
    expect(refused).toMatchObject({ exitCode: 9, claims: [], out: '', left: nothingLeft });
    expect(refused.err).toMatch(
      /✗ home\/new: There is no[^]*✗ 1 of 2 apps cannot be restored; nothing was changed\.\n {2}→ restore the others: --skip-unrestorable/,
    );
    const json = await typedIn(cluster, `${all} --yes -o json`);
    expect(json.err).toMatch(/"details": \[\s+"home\/new: There is no snapshot/);
    const accepted = await typedIn(cluster, `${all} --yes --skip-unrestorable -o json`);
    expect(accepted).toMatchObject({ exitCode: 9, claims: ['web-restored'] });
    expect(JSON.parse(accepted.out)).toMatchObject({
      ...{ isDryRun: false, outcome: 'unprotected' },
      apps: [
        { app: 'new', state: 'unrestorable' },
        { app: 'web', state: 'restored', outcome: 'ok', restore: { state: 'restored', provenBy: 'mover' } },
      ],
    });
  });

  it('asks about the others where one cannot be restored', async () => {
    const cluster = namespaceOf(['web', 'new'], { empty: ['new'] });
    const { exitCode, questions, out } = await typedIn(cluster, all, { answers: [true] });
    expect([exitCode, questions]).toEqual([9, ['Restore the other 1 app into a new PVC in fake?']]);
    expect(out).toMatch(/^home\/new +✗ unrestorable +– +– +–[^]*\nhome\/web +✔ restored/m);
  });

  it('restores the apps that are named, each once, and names those that do not exist', async () => {
    const cluster = namespaceOf(['web', 'db', 'photos']);
    const named = await typedIn(cluster, 'web home/db pvc/web --to-new --no-compare --yes');
    expect(named).toMatchObject({ exitCode: 0, claims: ['db-restored', 'web-restored'] });
    const absent = await typedIn(cluster, 'photos absent --to-new --yes');
    expect(absent).toMatchObject({ exitCode: 3, claims: ['db-restored', 'web-restored'] });
    expect(absent.err).toMatch(/no ReplicationSource absent[^]*1 of 2 apps cannot be restored/);
  });

  it('does not touch a PVC that exists already', async () => {
    const cluster = namespaceOf(['web']);
    cluster.put(resources.persistentVolumeClaims, { metadata: { namespace: 'home', name: 'web-restored' } });
    const { exitCode, err } = await typedIn(cluster, `${all} --yes`);
    expect(exitCode).toBe(4);
    expect(err).toMatch(/PVC home\/web-restored already exists/);
    expect(err).toContain('volsyncctl restore web -n home --to pvc/NAME');
  });

  it('brings the others to their end if one fails, and removes the PVC of that one', async () => {
    const cluster = namespaceOf(['web', 'db', 'photos']);
    let created = 0;
    cluster.before('create', resources.replicationDestinations, ({ isDryRun }) => {
      if (isDryRun === true) return;
      created += 1;
      if (created === 2) throw new Failure('refused', 'exceeded quota: storage');
    });
    const { exitCode, out, claims, left } = await typedIn(cluster, `${all} --yes`);
    expect([exitCode, claims, left]).toEqual([4, ['photos-restored', 'web-restored'], nothingLeft]);
    expect(out).toMatch(/^home\/db +✗ refused .*\n {4}exceeded quota: storage\n/m);
    expect(out).toMatch(/^1 refused · 2 restored · /m);
  });

  it('refuses PVCs that only together exceed a quota, before any is made', async () => {
    const cluster = namespaceOf(['web', 'db', 'photos']);
    cluster.admit(resources.persistentVolumeClaims, (claim) => {
      const bytes = Number(claim.spec?.resources?.requests?.['storage']?.replace('Gi', '000000000'));
      if (bytes > 4_000_000_000) {
        throw new Failure('refused', 'exceeded quota: all, requested: requests.storage=5Gi, limited: 4Gi');
      }
      return claim;
    });
    const { exitCode, err, claims } = await typedIn(cluster, `${all} --yes`);
    expect([exitCode, claims]).toEqual([4, []]);
    expect(err).toMatch(/The 3 new PVCs and the caches of VolSync's movers are too much together; nothing was changed/);
    expect(await typedIn(cluster, 'web db --to-new --no-compare --yes')).toMatchObject({ exitCode: 0 });
  });

  it('starts no further app after Ctrl-C, and leaves nothing of the one that was running', async () => {
    const cluster = namespaceOf(['web', 'db'], { restore: { isStuck: true } });
    const interruption = new AbortController();
    cluster.afterCreate(resources.replicationDestinations, () => interruption.abort());
    const { exitCode, out, claims, left } = await typedIn(cluster, `${all} --yes -o json`, {
      signal: interruption.signal,
    });
    expect([exitCode, claims, left]).toEqual([130, [], nothingLeft]);
    expect(JSON.parse(out)).toMatchObject({
      apps: [
        { app: 'web', state: 'not-restored', outcome: 'interrupted' },
        { app: 'db', state: 'not-started', outcome: 'interrupted', tookSeconds: 0 },
      ],
    });
  });

  it('takes a snapshot of the requested time', async () => {
    const cluster = namespaceOf(['web', 'db']);
    const early = await typedIn(cluster, `${all} --as-of 2026-11-20 --yes`);
    expect(early).toMatchObject({ exitCode: 9, claims: [] });
    expect(early.err).toMatch(/2 of 2 apps cannot be restored/);
  });

  it('fits its table into 80 columns', async () => {
    const cluster = namespaceOf(['web', 'photo-library-of-the-house']);
    const { out, err } = await typedIn(cluster, `${all} --yes --color never`, {
      isTerminal: true,
      env: { CI: 'true' },
    });
    const tables = `${out}\n${err}`.split('\n').filter((line) => /^(?:APP|home)\b/.test(line));
    expect(tables.length).toBe(6);
    expect(tables.filter((line) => line.length > 80)).toEqual([]);
    expect(out).toMatch(/photo-library-of-the-house +✔ restored +\d+m?s +[0-9a-f]{8}/);
  });

  it('does not restore a snapshot that nobody in this cluster made', async () => {
    const cluster = namespaceOf(['web', 'db']);
    const latestMoverStatus = { result: 'Successful', logs: 'snapshot aaaaaaaa saved' } as const;
    cluster.put(
      resources.replicationSources,
      sourceObject({}, { latestMoverStatus, lastSyncTime: '2026-11-22T14:00:05Z' }),
    );
    expect(await typedIn(cluster, `${all} --yes`)).toMatchObject({ exitCode: 4, claims: [] });
  });
});

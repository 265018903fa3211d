import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { replicasOf } from '../../../fakes/in-place/controllers.ts';
import { RestorableApp } from '../../../fakes/in-place/restorable-app.ts';

const present = { changed: 'by mistake', kept: 'as it was' };
const backedUp = { changed: 'as it was', kept: 'as it was' };
const all = '--all --in-place --yes';

let app: RestorableApp;
beforeEach(() => {
  app = new RestorableApp();
  app.addApp('db', 'dbdbdbdb');
});
afterEach(() => app.remove());

describe('restore --all --in-place', () => {
  it('shows what each app would undergo, and changes nothing in a dry run', async () => {
    const { exitCode, out } = await app.restore('--all --in-place --dry-run');
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /home\/web +pvc\/web +724684cd .*\n {4}~ 1 file \(9 B\) changed\n {4}1 file \(9 B\) unchanged\n {4}stops Deployment web \(1 replica\); keeps the present data:\n? .*VolumeSnapshot/,
    );
    expect(out).toMatch(/home\/db +pvc\/db +dbdbdbdb .*\n.*\n.*\n {4}nothing mounts it; keeps/);
    expect([app.changes, app.left, app.files]).toEqual([[], [], present]);
  });

  it('restores all, each as a transaction, and says how to remove the previous data', async () => {
    const { exitCode, out, err } = await app.restore(all);
    expect([exitCode, app.files]).toEqual([0, backedUp]);
    expect(app.left).toEqual(['volumesnapshots', 'volumesnapshots']);
    expect(err).toMatch(/► home\/web {2}3 of 6: stop the app\n[^]*✔ home\/web {2}restored · \d+m?s · 1 of 2 apps\n/);
    expect(out).toMatch(/home\/web +✔ restored +\d+m?s +724684cd +pvc\/web[^]*home\/db +✔ restored/);
    expect(out).toMatch(
      /^2 restored · \S+\nThe previous data is kept[^]*→ kubectl delete volumesnapshot -n home volsyncctl-web-before-\S+ volsyncctl-db-before-\S+\n$/m,
    );
  });

  it('brings the others to their end if one fails, and says how to continue that one', async () => {
    let restores = 0;
    app.cluster.before('create', resources.replicationDestinations, ({ isDryRun }) => {
      if (isDryRun !== true && restores++ === 0) throw new Failure('refused', 'exceeded quota: storage');
    });
    const { exitCode, out } = await app.restore(`${all} -o json`);
    expect(exitCode).toBe(4);
    expect(JSON.parse(out)).toMatchObject({
      ...{ kind: 'several', outcome: 'refused' },
      apps: [
        {
          ...{ app: 'web', state: 'not-restored', outcome: 'refused', message: 'exceeded quota: storage' },
          hint: expect.stringMatching(/^resume: volsyncctl restore resume web -n home\nroll back: /) as string,
        },
        { app: 'db', state: 'restored', outcome: 'ok', restore: { kind: 'in-place', state: 'restored' } },
      ],
    });
    const again = await app.restore(all);
    expect(again).toMatchObject({ exitCode: 4, out: '' });
    expect(again.err).toMatch(/1 of 2 apps cannot be restored; nothing was changed/);
    const others = await app.restore(`${all} --skip-unrestorable`);
    expect(others).toMatchObject({ exitCode: 4 });
    expect(others.out).toMatch(/home\/web +✗ unrestorable[^]*home\/db +✔ restored/);
    expect(await app.restore('abort web --yes')).toMatchObject({ exitCode: 0 });
  });

  it('starts no further app after Ctrl-C, and leaves the journal of the one that was running', async () => {
    const interruption = new AbortController();
    app.cluster.afterCreate(resources.replicationDestinations, () => interruption.abort());
    const { exitCode, out } = await app.restore(all, { signal: interruption.signal });
    expect(exitCode).toBe(130);
    expect(out).toMatch(
      /home\/web +✗ interrupted [^]*→ resume: volsyncctl restore resume web[^]*home\/db +✗ not started/,
    );
    expect(await app.restore('status')).toMatchObject({ out: expect.stringMatching(/home\/web/) as string });
    expect(await app.restore('abort web --yes')).toMatchObject({ exitCode: 0 });
    expect(app.files).toEqual(present);
  });

  it('refuses two apps with the same volume', async () => {
    app.addApp('web-b2', 'b2b2b2b2', 'web');
    const { exitCode, err } = await app.restore(all);
    expect([exitCode, app.changes]).toEqual([4, []]);
    expect(err).toMatch(/home\/web and web-b2 back up the same volume, pvc\/web/);
    expect(await app.restore('web db --in-place --yes')).toMatchObject({ exitCode: 0 });
  });

  it('restores apps that share a workload one after the other, however many run at a time', async () => {
    app.cluster.change(resources.deployments, { namespace: 'home', name: 'web' }, (deployment) => {
      const { template } = deployment.spec ?? {};
      const volumes = [...(template?.spec?.volumes ?? []), { name: 'db', persistentVolumeClaim: { claimName: 'db' } }];
      const spec = { ...deployment.spec, template: { ...template, spec: { ...template?.spec, volumes } } };
      return { ...deployment, spec };
    });
    const { exitCode, out, err } = await app.restore(`${all} --max-parallel 2`);
    expect([exitCode, out]).toEqual([0, expect.stringMatching(/^2 restored/m) as string]);
    expect(err).toMatch(/after home\/web: both use Deployment home\/web/);
    expect(err).toMatch(/✔ home\/web {2}restored[^]*► home\/db {2}started/);
    expect(replicasOf(app)).toBe(1);
  });

  it('asks once about files that are not in the snapshots, and refuses to decide by itself', async () => {
    app.write('extra', '');
    const alone = await app.restore(all);
    expect([alone.exitCode, app.changes]).toEqual([2, []]);
    expect(alone.err).toMatch(
      /2 volumes with files that the snapshot does not have: delete or keep\?\n +home\/web: 1 path/,
    );
    const { exitCode, questions } = await app.restore('--all --in-place', { answers: [false, true] });
    expect([exitCode, questions, Object.keys(app.files)]).toEqual([
      0,
      [
        '2 apps with files that are not in the snapshot. Delete them in fake? (no: keep them)',
        'Restore 2 apps in place in fake?',
      ],
      ['changed', 'extra', 'kept'],
    ]);
  });

  it('restores nothing without a person or --yes', async () => {
    const { exitCode, err } = await app.restore('--all --in-place');
    expect([exitCode, app.changes]).toEqual([4, []]);
    expect(err).toMatch(/stops apps and changes their data, and there is no terminal[^]*→ check with --dry-run/);
  });
});

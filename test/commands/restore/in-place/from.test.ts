import { afterEach, beforeEach, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { RestorableApp } from '../../../fakes/in-place/restorable-app.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';

const backedUp = { changed: 'as it was', kept: 'as it was' };

let app: RestorableApp;
beforeEach(() => {
  app = new RestorableApp();
  const old = sourceObject({ restic: { repository: 'old-secret', copyMethod: 'Snapshot' } });
  app.cluster
    .put(resources.replicationSources, { ...old, metadata: { ...old.metadata, namespace: 'old', uid: 'source-old' } })
    .put(resources.namespaces, { metadata: { name: 'old' } })
    .put(resources.secrets, { metadata: { namespace: 'home', name: 'offsite' } })
    .put(resources.secrets, { metadata: { namespace: 'old', name: 'old-secret' }, data: { RESTIC_PASSWORD: 'eA==' } });
});
afterEach(() => app.remove());

/** The repositories that VolSync was told to restore from, and the Secrets that exist now. */
function restoredFrom() {
  const { calls } = app.cluster;
  const made = calls.filter(
    ({ verb, kind, isDryRun }) => verb === 'create' && kind === 'replicationdestinations' && isDryRun !== true,
  );
  const used = made.map(
    ({ object }) => (object as { spec: { restic: { repository: string } } }).spec.restic.repository,
  );
  const secrets = app.cluster.stored(resources.secrets).map(({ metadata }) => metadata.name);
  return { used, secrets: secrets.toSorted() };
}

it('restores in place from another repository of the app, with its own one untouched', async () => {
  const { exitCode, out, err } = await app.restore('web --in-place --from offsite --snapshot 724684cd --yes -o json');
  expect(exitCode, err).toBe(0);
  expect(err).toMatch(/From {6}Secret home\/offsite/);
  expect(JSON.parse(out)).toMatchObject({
    state: 'restored',
    repositories: [{ namespace: 'home', secret: 'offsite', isOwn: false, state: 'chosen' }],
  });
  expect(restoredFrom()).toEqual({ used: ['offsite'], secrets: ['offsite', 'old-secret'] });
  expect([app.files, app.left]).toEqual([backedUp, ['volumesnapshots']]);
});

it('restores in place from another namespace, with copies of its Secret that are removed', async () => {
  const { exitCode, err } = await app.restore('web --in-place --from-namespace old --snapshot 724684cd --yes');
  expect(exitCode, err).toBe(0);
  expect(restoredFrom()).toEqual({
    used: [expect.stringMatching(/^volsyncctl-restore-[0-9a-f]{8}$/)],
    secrets: ['offsite', 'old-secret'],
  });
  expect([app.files, app.left]).toEqual([backedUp, ['volumesnapshots']]);
});

it('removes the copy of a dry run too', async () => {
  const { exitCode, err } = await app.restore('web --in-place --from-namespace old --snapshot 724684cd --dry-run');
  expect(exitCode, err).toBe(0);
  expect([restoredFrom().secrets, app.left]).toEqual([['offsite', 'old-secret'], []]);
});

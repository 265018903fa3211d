import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Failure } from '../../../src/errors.ts';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'manifest-'))));
afterEach(() => rm(folder, { recursive: true }));

async function typed(line: string, options: FakeIoOptions = {}) {
  const io = new FakeIo(options);
  return { exitCode: await run(['manifest', ...line.split(' ').filter(Boolean)], io), out: io.out, err: io.err };
}

interface Written {
  readonly kind: string;
  readonly metadata: object;
  readonly spec: { readonly restic?: Readonly<Record<string, unknown>> };
}

/** The result of a YAML 1.1 parser. */
function documents(text: string): readonly Written[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Written);
}

/** With the classes of the defaults, and everything that a dry run needs. */
function cluster(): FakeCluster {
  return new FakeCluster()
    .put(resources.storageClasses, { metadata: { name: 'ceph-block' } }, { metadata: { name: 'openebs-hostpath' } })
    .put(resources.volumeSnapshotClasses, { metadata: { name: 'csi-ceph-blockpool' } });
}

describe('manifest', () => {
  it('writes the version of ExternalSecret that is served, or that is asked for', async () => {
    const version = async (line: string, served?: FakeCluster) => {
      const { out } = await typed(line, served && { cluster: served });
      return /external-secrets\.io\/(\w+)/.exec(out)?.[1];
    };
    const old = cluster().before('create', resources.externalSecrets, () => {
      if (old.count('create', resources.externalSecrets) === 1)
        throw new Failure('unknown', 'external-secrets.io/v1 is not served', { servedVersions: ['v1beta1'] });
    });
    expect(await version('web -n home --validate', old)).toBe('v1beta1');
    expect(await version('web -n home --validate', cluster())).toBe('v1');
    expect(await version('web --no-validate --secret-version v1beta1')).toBe('v1beta1');
    expect(await version('--kustomize --secret-version v1beta1')).toBe('v1beta1');
    expect(await version('web --no-validate')).toBe('v1');
  });

  it('writes the four objects, which refer to each other', async () => {
    const { exitCode, out } = await typed('web -n home --no-validate --capacity 10Gi --uid 1000');
    expect(exitCode).toBe(0);
    const [secret, destination, claim, source] = documents(out);
    expect(secret).toMatchObject({
      kind: 'ExternalSecret',
      metadata: { name: 'web-volsync', namespace: 'home' },
      spec: { target: { name: 'web-volsync', template: { data: { RESTIC_REPOSITORY: '/repository/web' } } } },
    });
    const common = {
      repository: 'web-volsync',
      moverSecurityContext: { runAsUser: 1000, runAsGroup: 4000, fsGroup: 4000 },
    };
    expect(destination).toMatchObject({
      kind: 'ReplicationDestination',
      metadata: { name: 'web-bootstrap' },
      spec: { trigger: { manual: 'restore-once' }, restic: { ...common, copyMethod: 'Snapshot', capacity: '10Gi' } },
    });
    expect(claim).toMatchObject({
      kind: 'PersistentVolumeClaim',
      spec: {
        dataSourceRef: { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: 'web-bootstrap' },
        resources: { requests: { storage: '10Gi' } },
      },
    });
    expect(source).toMatchObject({
      kind: 'ReplicationSource',
      spec: { sourcePVC: 'web', trigger: { schedule: '29 * * * *' }, restic: common },
    });
  });

  it('refers to a Secret that exists, and mounts NFS without a policy', async () => {
    const { out } = await typed('no --no-validate --secret restic --nfs nas.lan:/mnt/volsync --schedule @daily');
    const written = documents(out);
    expect(written.map(({ kind }) => kind)).not.toContain('ExternalSecret');
    const volume = { mountPath: 'repository', volumeSource: { nfs: { server: 'nas.lan', path: '/mnt/volsync' } } };
    expect(written.at(-1)).toMatchObject({
      metadata: { name: 'no' },
      spec: { restic: { repository: 'restic', moverVolumes: [volume] } },
    });
    expect(documents((await typed('web --no-validate --nfs nas:/v')).out)[0]).toMatchObject({
      spec: { target: { template: { data: { RESTIC_REPOSITORY: '/mnt/repository/web' } } } },
    });
  });

  it('takes flags over the env file over the defaults', async () => {
    const file = join(folder, 'web.env');
    await writeFile(file, 'APP=web\nVOLSYNC_UID=1000\nVOLSYNC_CAPACITY=2Gi\n');
    const { out } = await typed(`--env ${file} --capacity 3Gi --variables`);
    expect(out).toContain('VOLSYNC_UID=1000\n');
    expect(out).toContain('VOLSYNC_CAPACITY=3Gi\n');
    expect(out).toContain("VOLSYNC_SCHEDULE='29 * * * *'\n");
  });

  it('writes files, and overwrites others only with --force', async () => {
    expect((await typed(`--kustomize -d ${folder}`)).out).toContain(join(folder, 'kustomization.yaml'));
    const source = await readFile(join(folder, 'replicationsource.yaml'), 'utf8');
    expect(source).toContain('runAsUser: ${VOLSYNC_UID:-4000}\n');
    expect(await readFile(join(folder, 'kustomization.yaml'), 'utf8')).toContain('kind: Component');
    expect((await typed(`--kustomize -d ${folder}`)).exitCode).toBe(0);
    const refused = await typed(`--kustomize -d ${folder} --uid 1`);
    expect(refused).toMatchObject({ exitCode: 4, err: expect.stringContaining('replicationsource.yaml') as string });
    expect(await readFile(join(folder, 'replicationsource.yaml'), 'utf8')).toBe(source);
    expect((await typed(`--kustomize -d ${folder} --uid 1 --force`)).exitCode).toBe(0);
  });

  it.each([
    ['', 'no app given'],
    ['web --kustomize', 'app web and --kustomize cannot be combined'],
    ['web --secret a --repository /b', '--secret and --repository cannot be combined'],
    ['web --variables -d x', '--variables and --output-dir cannot be combined'],
    ['web --repository rest:https://u:secret@nas/x', 'has a password in it'],
    ['web --nfs nas', 'SERVER:/PATH'],
    ['--env /absent', '/absent cannot be read: no such file'],
  ])('refuses "%s"', async (line, message) => {
    const { exitCode, out, err } = await typed(line);
    expect(err).toContain(message);
    expect(err).not.toContain('u:secret');
    expect([exitCode, out]).toEqual([2, '']);
  });
});

describe('validation by the API server', () => {
  it('sends each object as a dry run, and creates nothing', async () => {
    const server = cluster();
    expect(await typed('web --validate', { cluster: server })).toMatchObject({ exitCode: 0, err: '' });
    expect(server.count('create')).toBe(4);
    expect(server.stored(resources.replicationSources)).toEqual([]);
  });

  it('patches what is there already', async () => {
    const server = cluster().put(resources.replicationSources, { metadata: { name: 'web', namespace: 'default' } });
    expect(await typed('web --validate', { cluster: server })).toMatchObject({ exitCode: 0 });
    expect(server.calls.find(({ verb }) => verb === 'patch')).toMatchObject({ patch: { spec: { sourcePVC: 'web' } } });
  });

  it('writes nothing that the server refuses', async () => {
    const server = cluster().fail('create', resources.persistentVolumeClaims, new Failure('refused', 'exceeded quota'));
    const { exitCode, out, err } = await typed('web', { cluster: server });
    expect([exitCode, out]).toEqual([4, '']);
    expect(err).toContain('PersistentVolumeClaim web: exceeded quota');
  });

  it.each([
    ['a class that is not there', new FakeCluster(), 3, 'there is no StorageClass "ceph-block"'],
    ['a missing right', cluster().forbid({ verb: 'create', resource: 'replicationsources' }), 5, 'May not create'],
  ])('notes %s, and fails for it with --validate', async (_what, server, code, words) => {
    const noted = await typed('web', { cluster: server });
    expect(noted.exitCode).toBe(0);
    expect(noted.err).toMatch(/^! not validated: /m);
    expect(documents(noted.out)).toHaveLength(4);
    const failed = await typed('web --validate', { cluster: server });
    expect([failed.exitCode, failed.out]).toEqual([code, '']);
    expect(failed.err).toContain(words);
  });

  it('needs no cluster, unless it has to', async () => {
    expect(await typed('web')).toMatchObject({ exitCode: 0, err: expect.stringContaining('not validated') as string });
    expect(await typed('web --validate')).toMatchObject({ exitCode: 6, out: '' });
  });
});

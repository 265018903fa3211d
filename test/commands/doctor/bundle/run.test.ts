import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { redactedObject } from '../../../../src/commands/doctor/bundle/files.ts';
import { run } from '../../../../src/program/run.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { FakeIo } from '../../../fakes/fake-io.ts';
import { temporaryFolder } from '../../../fakes/local-files/temporary-folder.ts';
import { appSource, controllerObject } from '../../../fakes/doctor-facts.ts';

const secretEnv = { name: 'DB_PASSWORD', value: 'hunter2' };
const container = { name: 'app', args: ['--password=hunter2'], env: [secretEnv] };

async function entriesOf(file: string): Promise<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  for await (const entry of createReadStream(file).pipe(createGunzip()).pipe(extract())) {
    entries.set(entry.header.name, await text(entry));
  }
  return entries;
}

it('writes the findings and the objects without anything secret, for the user alone', async () => {
  const file = join(temporaryFolder(), 'bundle.tar.gz');
  const logs = 'rest:https://user:hunter2@host/web: snapshot 724684cd saved';
  const source = appSource();
  const cluster = new FakeCluster()
    .put(resources.replicationSources, {
      ...source,
      metadata: { ...source.metadata, annotations: { note: 'hunter2', 'volsync.backube/x': 'kept' } },
      status: { ...source.status, latestMoverStatus: { result: 'Successful', logs } },
    })
    .put(resources.secrets, { metadata: { name: 'web-volsync', namespace: 'home' } })
    .put(resources.pods, { metadata: { name: 'web-1', namespace: 'home' }, spec: { containers: [container] } })
    .forbid({ verb: 'list', resource: 'storageclasses' });
  const io = new FakeIo({ cluster });
  const line = ['doctor', '--no-helper-pods', 'bundle', '-n', 'home', '--file', file];
  expect(await run(line, io), io.err).toBe(0);
  expect(io.out).toMatch(/✔ .*bundle\.tar\.gz {2}\d+ files/);
  const entries = await entriesOf(file);
  expect([...entries.values()].join('\n')).not.toContain('hunter2');
  expect(entries.get('objects/sources.json')).toContain('724684cd saved');
  expect(entries.get('objects/sources.json')).toContain('"volsync.backube/x": "kept"');
  expect(entries.get('objects/storageClasses.json')).toMatch(/notRead.*storageclasses/);
  expect(entries.get('report.md')).toContain('# volsyncctl doctor');
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect(await run(line, new FakeIo({ cluster }))).toBe(4);
});

it('keeps the variables that VolSync itself sets', () => {
  const controller = controllerObject([secretEnv, { name: 'MOVER_LOG_MAX_BYTES', value: '0' }]);
  const shown = JSON.stringify(redactedObject(controller, 'controllers'));
  expect(shown).not.toContain('hunter2');
  expect(shown).toContain('"MOVER_LOG_MAX_BYTES","value":"0"');
});

it('writes nothing where an app that was named is not there', async () => {
  const file = join(temporaryFolder(), 'bundle.tar.gz');
  const cluster = new FakeCluster().put(resources.replicationSources, appSource());
  const io = new FakeIo({ cluster });
  expect(await run(['doctor', 'bundle', 'bogus', '-n', 'home', '--file', file], io)).toBe(3);
  expect(io.err).toContain('There is no ReplicationSource bogus in namespace home.');
  await expect(stat(file)).rejects.toThrow('ENOENT');
});

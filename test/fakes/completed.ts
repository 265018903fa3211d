import { expect } from 'vitest';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from './fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from './fake-io.ts';

/** An object with only a name. */
export const named = (namespace: string, name: string) => ({ metadata: { namespace, name } });

/** A cluster with names to complete. */
export function cluster(): FakeCluster {
  return new FakeCluster()
    .put(resources.replicationSources, named('default', 'web'), named('default', 'weather'), named('default', 'mail'))
    .put(resources.replicationSources, named('media', 'sonarr'))
    .put(resources.replicationDestinations, named('default', 'web-bootstrap'))
    .put(resources.persistentVolumeClaims, named('default', 'data'), named('default', 'web'), named('media', 'films'))
    .put(resources.namespaces, named('', 'default'), named('', 'media'));
}

/** Completes the words after the program's name as a shell passes them; the last one is being completed. */
export async function completed(words: readonly string[], options: FakeIoOptions = { cluster: cluster() }) {
  const io = new FakeIo(options);
  expect(await run(['__complete', ...words], io)).toBe(0);
  expect(io.err).toBe('');
  const lines = io.out.split('\n').slice(0, -1);
  return { directive: lines.at(-1), values: lines.slice(0, -1).map((line) => line.split('\t')[0]) };
}

import { expect, it } from 'vitest';
import { sourceStatus } from '../../src/volsync/source-state.ts';
import { now } from '../fakes/bootstrap-facts.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

it.each([
  ['2026-11-23T15:23:50Z', 'warning'],
  ['2026-11-23T15:00:00Z', 'bad'],
])('says that a source is being deleted since %s, and what holds it', (deletionTimestamp, level) => {
  const { metadata, ...source } = sourceObject();
  const object = { ...source, metadata: { ...metadata, deletionTimestamp, finalizers: ['example.com/hold'] } };
  const { state, problems } = sourceStatus({ kind: 'replicationsource', object, mover: { kind: 'not-looked' }, now });
  expect(state).toBe('being-deleted');
  expect(problems).toMatchObject([
    {
      level,
      reason: 'being-deleted',
      message: expect.stringContaining('held by finalizers: example.com/hold') as string,
    },
  ]);
});

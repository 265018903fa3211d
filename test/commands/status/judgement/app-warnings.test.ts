import { expect, it } from 'vitest';
import { warningsAbout } from '../../../../src/commands/status/judgement/app-warnings.ts';
import type { KubeEvent } from '../../../../src/kubernetes/objects.ts';
import { destinationObject, sourceObject } from '../../../fakes/fleet-objects.ts';

const source = sourceObject();
const app = source.metadata.name;

function event(name: string, change: Partial<KubeEvent> = {}, kind = 'Pod'): KubeEvent {
  return {
    metadata: { name: `${name}.1`, namespace: 'home' },
    ...{ type: 'Warning', reason: 'BackOff', note: 'no', regarding: { kind, namespace: 'home', name } },
    ...change,
  };
}

function about(events: readonly KubeEvent[], destinations = [destinationObject()]) {
  const seen = warningsAbout({ source, destinations }, { value: events });
  return 'why' in seen ? seen : seen.value;
}

const at = (time: string) => ({ eventTime: `2026-11-23T15:${time}:00Z` });

it.each<[string, KubeEvent, number]>([
  ['a mover pod', event(`volsync-src-${app}-abcde`), 1],
  ['the source', event(app, {}, 'ReplicationSource'), 1],
  ["a destination's mover", event(`volsync-dst-${destinationObject().metadata.name}-abcde`), 1],
  ['a pod of another app', event('volsync-src-other-abcde'), 0],
  ['the app itself', event(app, {}, 'Deployment'), 0],
  ['a Normal event', event(`volsync-src-${app}-abcde`, { type: 'Normal' }), 0],
])('takes %s', (_what, one, count) => {
  expect(about([one])).toHaveLength(count);
});

it('lets the newest of the same warnings stand for all, whichever pod it is about, oldest first', () => {
  const events = [
    event(`volsync-src-${app}-ccccc`, { ...at('20'), note: 'third', series: { count: 2, lastObservedTime: '' } }),
    event(`volsync-src-${app}-aaaaa`, { ...at('10'), note: 'first' }),
    event(`volsync-src-${app}-bbbbb`, { ...at('15'), reason: 'FailedMount', note: 'other' }),
  ];
  expect(about(events)).toMatchObject([
    { reason: 'FailedMount', note: 'other', count: 1 },
    { reason: 'BackOff', note: 'third', name: `volsync-src-${app}-ccccc`, count: 3 },
  ]);
});

it('says why events could not be read', () => {
  expect(warningsAbout({ source, destinations: [] }, { why: 'forbidden' })).toEqual({ why: 'forbidden' });
});

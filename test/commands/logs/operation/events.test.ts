import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { KubeEvent } from '../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { appEvents, type AppEvent } from '../../../../src/commands/logs/operation/events.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';

const target = { kind: 'source', namespace: 'home', name: 'web' } as const;
const options = { target, follow: false, tail: undefined, since: undefined };
const events = resources.events;

function event(name: string, object: string, second: number): KubeEvent {
  const [kind = '', of = ''] = object.split('/');
  return {
    metadata: { namespace: 'home', name },
    regarding: { kind, name: of },
    type: 'Normal',
    reason: name,
    eventTime: `2026-11-23T15:00:${String(second).padStart(2, '0')}.000000Z`,
  };
}

function cluster(): FakeCluster {
  return new FakeCluster()
    .put(resources.replicationSources, {
      metadata: { namespace: 'home', name: 'web' },
      spec: { sourcePVC: 'web-data' },
    })
    .put(events, event('Started', 'Pod/volsync-src-web-x2k9z', 9), event('Bound', 'PersistentVolumeClaim/web-data', 1))
    .put(events, event('Other', 'Pod/web-1', 2), event('Created', 'Job/volsync-src-web', 5));
}

function ports(on: FakeCluster, signal = new AbortController().signal) {
  const reports: string[] = [];
  const report = (told: readonly AppEvent[]) => void reports.push(told.map(({ reason }) => reason).join(' '));
  return { reports, ports: { cluster: on, signal, report } };
}

describe('appEvents', () => {
  it('are those of the app and of what works for it, oldest first, by one list', async () => {
    const on = cluster();
    const { reports, ports: given } = ports(on);
    await appEvents(options, given);
    expect(reports).toEqual(['Bound Created Started']);
    expect(on.count('list')).toBe(1);
    expect(on.count('list', events)).toBe(1);
  });

  it('are in the order of their writing within one second', async () => {
    const on = cluster().put(events, {
      ...event('Later', 'Job/volsync-src-web', 5),
      eventTime: '2026-11-23T15:00:05Z',
    });
    const { reports, ports: given } = ports(on);
    on.change(events, { namespace: 'home', name: 'Created' }, (created) => ({
      ...created,
      eventTime: '2026-11-23T15:00:05.9Z',
    }));
    await appEvents(options, given);
    expect(reports).toEqual(['Bound Later Created Started']);
  });

  it('can be limited', async () => {
    const { reports, ports: given } = ports(cluster());
    await appEvents({ ...options, tail: 2 }, given);
    await appEvents({ ...options, tail: 0 }, given);
    await appEvents({ ...options, since: new Date('2026-11-23T15:00:06Z') }, given);
    expect(reports).toEqual(['Created Started', '', 'Started']);
  });

  it('can be warnings alone, also those that come', async () => {
    const warning = { ...event('Failed', 'Job/volsync-src-web', 6), type: 'Warning' as const };
    const on = cluster().put(events, warning);
    const controller = new AbortController();
    const { reports, ports: given } = ports(on, controller.signal);
    await appEvents({ ...options, isWarningsOnly: true }, given);
    const following = appEvents({ ...options, isWarningsOnly: true, follow: true }, given);
    await sleep(10);
    on.put(events, event('Fine', 'Job/volsync-src-web', 20), {
      ...warning,
      metadata: { ...warning.metadata, name: 'Worse' },
      reason: 'Worse',
    });
    await sleep(10);
    controller.abort();
    await expect(following).rejects.toMatchObject({ kind: 'interrupted' });
    expect(reports).toEqual(['Failed', 'Failed', 'Worse']);
  });

  it('go on as they come, until the signal', async () => {
    const on = cluster();
    const controller = new AbortController();
    const { reports, ports: given } = ports(on, controller.signal);
    const following = appEvents({ ...options, follow: true }, given);
    await sleep(10);
    on.put(events, event('Late', 'Job/volsync-src-web', 20), event('Foreign', 'Job/x', 21));
    on.resync(events);
    on.remove(events, { namespace: 'home', name: 'Bound' });
    await sleep(10);
    controller.abort();
    await expect(following).rejects.toMatchObject({ kind: 'interrupted' });
    expect(reports).toEqual(['Bound Created Started', 'Late']);
    expect(on.openStreams).toBe(0);
  });

  it('say that the app is not there', async () => {
    const absent = appEvents({ ...options, target: { ...target, name: 'wbe' } }, ports(cluster()).ports);
    await expect(absent).rejects.toMatchObject({ kind: 'not-found', details: ['There is: web'] });
  });
});

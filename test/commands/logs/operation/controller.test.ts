import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { controllerLogs, type ControllerLine } from '../../../../src/commands/logs/operation/controller.ts';
import type { LogNote } from '../../../../src/mover/log-event.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';

const app = { namespace: 'home', name: 'web' };
const options = { app, follow: false, tailLines: undefined, sinceSeconds: undefined, volsyncNamespace: undefined };
const labels = { 'control-plane': 'backup-controller', 'app.kubernetes.io/name': 'volsync' };
const podKey = (name: string) => ({ namespace: 'backup', name });

const deployment: Deployment = {
  metadata: { namespace: 'backup', name: 'anything', labels },
  spec: {
    selector: { matchLabels: labels },
    template: { spec: { containers: [{ name: 'kube-rbac-proxy' }, { name: 'manager', command: ['/manager'] }] } },
  },
};

function controllerPod(name: string) {
  const containerStatuses = [{ name: 'manager', state: { running: { startedAt: '2026-11-23T14:00:00Z' } } }];
  return {
    metadata: { ...podKey(name), labels, uid: name },
    spec: { containers: [{ name: 'kube-rbac-proxy' }, { name: 'manager' }] },
    status: { containerStatuses },
  };
}

const about = (name: string, message: string) =>
  `2026-11-23T15:00:00.000Z\tINFO\tcontrollers\t${message}\t{"replicationsource":{"namespace":"home","name":"${name}"}}`;

function cluster(): FakeCluster {
  const other = {
    ...deployment,
    metadata: { ...deployment.metadata, name: 'a-other', labels: { 'control-plane': 'x' } },
  };
  return new FakeCluster()
    .put(resources.deployments, other, deployment)
    .put(resources.pods, controllerPod('p1'), controllerPod('p2'));
}

function portsOn(on: FakeCluster, signal = new AbortController().signal) {
  const told: string[] = [];
  const report = (event: ControllerLine | LogNote) =>
    void told.push(event.type === 'entry' ? `${event.pod} ${event.entry.message}` : event.type);
  const ports = {
    cluster: on,
    signal,
    report,
    sleep: (_: number, until?: AbortSignal) => sleep(20, undefined, until && { signal: until }),
  };
  return { told, ports };
}

describe('controllerLogs', () => {
  it('are the entries about the app of all pods, by time', async () => {
    const on = cluster();
    on.log(podKey('p1'), 'manager').write(
      [about('web', 'second'), about('mail', 'no'), 'stack trace'],
      '2026-11-23T15:00:02Z',
    );
    on.log(podKey('p2'), 'manager').write([about('web', 'first')], '2026-11-23T15:00:01Z');
    const { told, ports } = portsOn(on);
    await controllerLogs(options, ports);
    await controllerLogs({ ...options, tailLines: 1 }, ports);
    await controllerLogs({ ...options, tailLines: 0, volsyncNamespace: 'backup' }, ports);
    expect(told).toEqual(['p2 first', 'p1 second', 'p1 second']);
  });

  it('go on with what is new, each entry once, also from a new pod', async () => {
    const on = cluster();
    const log = on.log(podKey('p1'), 'manager').write([about('web', 'old')], '2026-11-23T15:00:01Z');
    on.log(podKey('p2'), 'manager');
    const controller = new AbortController();
    const { told, ports } = portsOn(on, controller.signal);
    const following = controllerLogs({ ...options, follow: true }, ports);
    await sleep(10);
    log.write([about('web', 'new'), about('mail', 'no')], '2026-11-23T15:00:02Z');
    on.log(podKey('p3'), 'manager').write([about('web', 'from p3')], '2026-11-23T15:00:03Z');
    on.put(resources.pods, controllerPod('p3'));
    await sleep(10);
    controller.abort();
    await expect(following).rejects.toMatchObject({ kind: 'interrupted' });
    expect(told).toEqual(['p1 old', 'p1 new', 'p3 from p3']);
    expect(on.openStreams).toBe(0);
  });

  it('say where VolSync was looked for, and that it does not run', async () => {
    await expect(controllerLogs(options, portsOn(new FakeCluster()).ports)).rejects.toMatchObject({
      kind: 'not-found',
      message: "There is no Deployment of VolSync's controller in any namespace.",
    });
    const scaledDown = new FakeCluster().put(resources.deployments, deployment);
    await expect(controllerLogs(options, portsOn(scaledDown).ports)).rejects.toMatchObject({
      kind: 'not-found',
      message: "VolSync's controller does not run: its Deployment backup/anything has no pod.",
      hint: 'kubectl describe deployment anything -n backup',
    });
  });

  it('say how to do without the right to look everywhere', async () => {
    const on = cluster().forbid({ resource: 'deployments', namespace: undefined });
    await expect(controllerLogs(options, portsOn(on).ports)).rejects.toMatchObject({
      kind: 'forbidden',
      hint: 'set the namespace of VolSync, such as --volsync-namespace volsync-system',
    });
    on.log(podKey('p1'), 'manager');
    on.log(podKey('p2'), 'manager');
    await controllerLogs({ ...options, volsyncNamespace: 'backup' }, portsOn(on).ports);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { getJson, patch, until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';

let namespace = '';

beforeAll(async () => {
  namespace = await createNamespace('lab-flux');
  for (const name of ['web', 'other']) {
    await createApp({ name, namespace, isByFlux: true, bootstrap: false, waitFor: name === 'web' ? 'sync' : 'files' });
  }
}, 600_000);

afterAll(async () => {
  await kubectl(['delete', 'kustomizations', '--all', '-n', namespace, '--wait=false']);
  await removeNamespace(namespace);
});

describe("Flux's own controller", () => {
  it('marks the objects that it applies', async () => {
    const found = await getJson<{ metadata: { labels: object } }>(['deployment', 'web', '-n', namespace]);
    expect(found?.metadata.labels).toMatchObject({
      'kustomize.toolkit.fluxcd.io/name': 'web',
      'kustomize.toolkit.fluxcd.io/namespace': namespace,
    });
  });

  it('starts an app again that was stopped manually, and restores the schedule of its source', async () => {
    await scale('web', 0);
    await patch(['replicationsource', 'web', '-n', namespace], { spec: { trigger: { schedule: '0 0 1 1 *' } } });
    await until('web is started again', async () => (await replicas('web')) === 1);
    await until('web has its schedule again', async () => (await schedule('web')) === '0 * * * *');
  });

  it('leaves a stopped app alone while its Kustomization is suspended', async () => {
    await patch(['kustomization', 'web', '-n', namespace], { spec: { suspend: true } });
    await scale('web', 0);
    // That it would have been reverted by now is seen with the other app.
    for (const round of [1, 2]) {
      await scale('other', 0);
      await until(`other is started again, ${round}`, async () => (await replicas('other')) === 1);
    }
    expect(await replicas('web')).toBe(0);
    await patch(['kustomization', 'web', '-n', namespace], { spec: { suspend: false } });
    await until('web is started again', async () => (await replicas('web')) === 1);
  });
});

describe('an app with an autoscaler', () => {
  it('is kept within its limits, and disabled at 0', async () => {
    const app = { name: 'scaled', namespace, workload: 'StatefulSet', autoscaler: true } as const;
    await createApp({ ...app, bootstrap: false, waitFor: 'files' });
    await scale('scaled', 5, 'statefulset');
    await until('there are 3 replicas', async () => (await replicas('scaled', 'statefulset')) === 3);
    await scale('scaled', 0, 'statefulset');
    await until('the autoscaler rests', () => isResting('scaled'));
    expect(await replicas('scaled', 'statefulset')).toBe(0);
  });
});

async function scale(name: string, count: number, kind = 'deployment'): Promise<void> {
  await kubectl(['scale', `${kind}/${name}`, '-n', namespace, `--replicas=${count}`]);
}

async function replicas(name: string, kind = 'deployment'): Promise<number | undefined> {
  return (await getJson<{ spec: { replicas?: number } }>([kind, name, '-n', namespace]))?.spec.replicas;
}

async function schedule(name: string): Promise<string | undefined> {
  const found = await getJson<{ spec: { trigger?: { schedule?: string } } }>([
    'replicationsource',
    name,
    '-n',
    namespace,
  ]);
  return found?.spec.trigger?.schedule;
}

async function isResting(name: string): Promise<boolean> {
  const found = await getJson<{ status?: { conditions?: { type: string; status: string; reason: string }[] } }>([
    ...['horizontalpodautoscaler', name, '-n', namespace],
  ]);
  const active = found?.status?.conditions?.find(({ type }) => type === 'ScalingActive');
  return active?.status === 'False' && active.reason === 'ScalingDisabled';
}

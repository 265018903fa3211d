import { expect, it } from 'vitest';
import { drill } from '../../../../src/commands/drill/operation/drill.ts';
import { planDrills } from '../../../../src/commands/drill/operation/plan-drills.ts';
import { drillAnnotation } from '../../../../src/volsync/drill-record.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { drillWorld, leftIn, options } from '../../../fakes/drill-world.ts';
import { newSource } from '../../../fakes/fleet-objects.ts';

const everywhere = { scope: {}, apps: undefined };
const media = newSource({}, 'films');

function worldWithMedia() {
  const world = drillWorld();
  const metadata = { ...media.metadata, namespace: 'media' };
  world.cluster.put(resources.replicationSources, { ...media, metadata });
  world.cluster.forbid({ resource: 'replicationdestinations', verb: 'create', namespace: 'media' });
  return world;
}

it('an app in a namespace where a right is missing is unknown and not recorded; the others are drilled', async () => {
  const { cluster, ports } = worldWithMedia();
  const report = await drill(await planDrills(everywhere, options, ports), ports);
  expect(report.apps).toMatchObject([
    {
      ...{ namespace: 'media', name: 'films', verdict: 'unknown', reason: 'forbidden', outcome: 'unknown' },
      message: expect.stringMatching(/^You cannot create replicationdestinations.* in namespace media/) as string,
      evidence: { kind: 'none' },
    },
    { namespace: 'home', name: 'web', verdict: 'protected', outcome: 'ok' },
  ]);
  expect(report.outcome).toBe('unknown');
  const annotations = cluster
    .stored(resources.replicationSources)
    .map((source) => [source.metadata.name, source.metadata.annotations?.[drillAnnotation] !== undefined]);
  expect(Object.fromEntries(annotations)).toEqual({ web: true, films: false });
  expect(leftIn(cluster)).toEqual([]);
});

it('without the right in any namespace, nothing is looked at', async () => {
  const { cluster, ports } = worldWithMedia();
  cluster.forbid({ resource: 'replicationdestinations', verb: 'create' });
  await expect(planDrills(everywhere, options, ports)).rejects.toMatchObject({ kind: 'forbidden' });
  expect(cluster.count('create')).toBe(0);
});

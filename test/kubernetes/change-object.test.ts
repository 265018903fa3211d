import { expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { changeObject } from '../../src/kubernetes/change-object.ts';
import { key, replicasOf, worldOfWeb } from '../fakes/in-place/controllers.ts';

const toZero = [{ op: 'replace' as const, path: '/spec/replicas', value: 0 }];

it('looks again where somebody else has come in between, and decides anew', async () => {
  const world = worldOfWeb();
  let others = 2;
  world.cluster.before('patch', resources.deployments, () => {
    if ((others -= 1) >= 0) world.cluster.change(resources.deployments, key, (object) => object);
  });
  const seen: (number | undefined)[] = [];
  const done = await changeObject(
    resources.deployments,
    key,
    (object) => {
      seen.push(object.spec?.replicas);
      return toZero;
    },
    world,
  );
  expect(seen).toEqual([1, 1, 1]);
  expect(done).toMatchObject({ isChanged: true, object: { spec: { replicas: 0 } } });
});

it('gives up where others change it all the time', async () => {
  const world = worldOfWeb();
  world.cluster.before('patch', resources.deployments, () => {
    world.cluster.change(resources.deployments, key, (object) => object);
  });
  await expect(changeObject(resources.deployments, key, () => toZero, world)).rejects.toMatchObject({
    kind: 'refused',
  });
  expect(replicasOf(world)).toBe(1);
});

it('tells a refusal by the server at once', async () => {
  const world = worldOfWeb();
  world.cluster.fail('patch', resources.deployments, new Failure('refused', 'No, says a policy.'));
  await expect(changeObject(resources.deployments, key, () => toZero, world)).rejects.toThrow('No, says a policy.');
  expect(world.cluster.count('patch')).toBe(1);
});

it('changes nothing where there is nothing to change, and nothing to be changed', async () => {
  const world = worldOfWeb();
  expect(await changeObject(resources.deployments, key, () => [], world)).toMatchObject({ isChanged: false });
  expect(await changeObject(resources.deployments, { ...key, name: 'no' }, () => toZero, world)).toBeUndefined();
  expect(world.cluster.count('patch')).toBe(0);
});

it('passes on what else goes wrong', async () => {
  const world = worldOfWeb();
  world.cluster.forbid({ verb: 'patch', resource: 'deployments' });
  await expect(changeObject(resources.deployments, key, () => toZero, world)).rejects.toMatchObject({
    kind: 'forbidden',
  });
});

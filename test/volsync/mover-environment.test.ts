import { describe, expect, it } from 'vitest';
import { containerSecurity, labelsOfMovers, sharedPodSpec } from '../../src/volsync/mover-environment.ts';
import type { ResticSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { environmentOf } from '../fakes/repository-objects.ts';

const place = (restic: ResticSource, isPrivileged = false) => environmentOf(sourceObject({ restic }), { isPrivileged });

describe('sharedPodSpec', () => {
  it("has of the mover's pod what all its containers share", () => {
    const moverAffinity = { nodeAffinity: {}, podAntiAffinity: {}, podAffinity: {} };
    const restic = {
      moverSecurityContext: { runAsUser: 1000, runAsNonRoot: true, runAsGroup: 1000, fsGroup: 2000 },
      moverServiceAccount: 'mover',
      moverAffinity,
    };
    expect(sharedPodSpec(place(restic))).toEqual({
      securityContext: { fsGroup: 2000 },
      serviceAccountName: 'mover',
      affinity: { nodeAffinity: {} },
    });
  });

  it('prefers the node of the app, and never insists on it', () => {
    const preference = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] };
    const preferredDuringSchedulingIgnoredDuringExecution = [{ weight: 100, preference }];
    expect(sharedPodSpec(environmentOf(sourceObject(), { node: 'node-1' })).affinity).toEqual({
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution },
    });
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } };
    const restic = { moverAffinity: { nodeAffinity } };
    expect(sharedPodSpec(environmentOf(sourceObject({ restic }), { node: 'node-1' })).affinity).toEqual({
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution, ...nodeAffinity },
    });
  });

  it('pulls the image with the Secrets that VolSync has put beside the app', () => {
    const { imagePullSecrets } = sharedPodSpec(
      environmentOf(sourceObject(), { pullSecrets: ['volsync-pull-b903f5b8'] }),
    );
    expect(imagePullSecrets).toEqual([{ name: 'volsync-pull-b903f5b8' }]);
  });

  it.each<ResticSource>([{}, { moverSecurityContext: {} }, { moverSecurityContext: { runAsUser: 0 } }])(
    'says nothing where the mover says nothing of it: %j',
    (restic) => {
      expect(sharedPodSpec(place(restic))).toEqual({});
    },
  );
});

describe('labelsOfMovers', () => {
  const moverPodLabels = { 'network/nas': 'allowed', one: 'each', two: 'each' };

  it("are the source's", () => {
    expect(labelsOfMovers(sourceObject({ restic: { moverPodLabels } }))).toEqual(moverPodLabels);
    expect(labelsOfMovers(sourceObject())).toEqual({});
  });

  it('are not those by which its movers keep away from each other', () => {
    const term = (labelSelector: object) => ({ topologyKey: 'kubernetes.io/hostname', labelSelector });
    const terms = [
      term({ matchLabels: { one: 'each' } }),
      term({ matchExpressions: [{ key: 'two', operator: 'Exists' }] }),
    ];
    const moverAffinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
    const source = sourceObject({ restic: { moverPodLabels, moverAffinity } });
    expect(labelsOfMovers(source)).toEqual({ 'network/nas': 'allowed' });
  });
});

describe('containerSecurity', () => {
  it.each<[ResticSource['moverSecurityContext'], object]>([
    [undefined, {}],
    [{ fsGroup: 1000 }, {}],
    [{ runAsUser: 1000 }, { runAsUser: 1000, runAsNonRoot: true }],
    [
      { runAsUser: 1000, runAsNonRoot: false },
      { runAsUser: 1000, runAsNonRoot: false },
    ],
    [
      { runAsUser: 0, runAsGroup: 0 },
      { runAsUser: 0, runAsGroup: 0 },
    ],
  ])('%j', (moverSecurityContext, expected) => {
    expect(containerSecurity(place({ ...(moverSecurityContext && { moverSecurityContext }) }))).toEqual(expected);
  });

  it('reads as root only where VolSync lets its movers be root, and never with more than that takes', () => {
    expect(containerSecurity(place({ moverSecurityContext: { runAsUser: 1000 } }, true))).toEqual({
      runAsUser: 0,
      capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] },
    });
  });
});

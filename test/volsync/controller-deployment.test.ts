import { describe, expect, it } from 'vitest';
import type { Container, Deployment } from '../../src/kubernetes/objects.ts';
import { controllerContainer, moverSettings } from '../../src/volsync/controller-deployment.ts';

const proxy = { name: 'kube-rbac-proxy', args: ['--upstream=http://127.0.0.1:8080/'] };
const volsync = { 'app.kubernetes.io/name': 'volsync' };

function deployment(labels: Record<string, string>, ...containers: Container[]): Deployment {
  return { metadata: { name: 'any', labels }, spec: { template: { spec: { containers } } } };
}

describe('controllerContainer', () => {
  it.each([
    [
      "kustomize's",
      deployment(volsync, { name: 'manager', command: ['/manager'], args: ['--leader-elect'] }),
      'manager',
    ],
    [
      "Helm's with another name",
      deployment(
        { 'app.kubernetes.io/name': 'backup' },
        { name: 'manager', command: ['/manager'], args: ['--restic-container-image=x'] },
      ),
      'manager',
    ],
    ['one with a proxy beside it', deployment(volsync, proxy, { name: 'main', command: ['/manager'] }), 'main'],
    [
      "another operator's",
      deployment({}, { name: 'manager', command: ['/manager'], args: ['--leader-elect'] }),
      undefined,
    ],
    ['one that runs something else', deployment(volsync, proxy), undefined],
    ['one without containers', deployment(volsync), undefined],
  ])('%s', (_which, object, container) => {
    expect(controllerContainer(object)).toBe(container);
  });
});

describe('moverSettings', () => {
  const flag = '--restic-container-image=quay.io/backube/volsync:0.16.0';
  const manager = (parts: Partial<Container>) =>
    deployment(volsync, { name: 'manager', command: ['/manager'], ...parts });
  const image = { name: 'RELATED_IMAGE_RESTIC_CONTAINER', value: 'from-env' };

  it.each<[string, readonly Deployment[], string | undefined]>([
    ['the flag', [manager({ args: ['--leader-elect', flag] })], 'quay.io/backube/volsync:0.16.0'],
    ['the last flag', [manager({ args: ['--restic-container-image=old', flag] })], 'quay.io/backube/volsync:0.16.0'],
    ['the variable', [manager({ env: [image] })], 'from-env'],
    ['the flag over the variable', [manager({ args: [flag], env: [image] })], 'quay.io/backube/volsync:0.16.0'],
    ['the first that says it', [manager({}), manager({ env: [image] })], 'from-env'],
    ['not that of another mover', [manager({ args: ['--rclone-container-image=x'] })], undefined],
    [
      'not that of another operator',
      [deployment({}, { name: 'manager', command: ['/manager'], env: [image] })],
      undefined,
    ],
    ['nothing', [], undefined],
  ])('%s', (_what, deployments, expected) => {
    expect(moverSettings(deployments)?.image).toBe(expected);
  });

  it("passes on the controller's proxies, and nothing else of its environment", () => {
    const env = [
      { name: 'HTTPS_PROXY', value: 'http://proxy' },
      { name: 'no_proxy', value: '10.0.0.0/8' },
      { name: 'HTTP_PROXY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      { name: 'TOKEN', value: 'secret' },
    ];
    expect(moverSettings([manager({ args: [flag], env })])?.proxies).toEqual(env.slice(0, 2));
  });

  it.each([
    [[], []],
    [['--mover-image-pull-secrets='], []],
    // As VolSync 0.16.0 names its copies: %08x of the CRC-32 (IEEE).
    [['--mover-image-pull-secrets=regcred,'], ['volsync-pull-b903f5b8']],
    [['--mover-image-pull-secrets=regcred,a'], ['volsync-pull-b903f5b8', 'volsync-pull-e8b7be43']],
  ])('names the copies of the pull secrets: %j', (args, expected) => {
    expect(moverSettings([manager({ args: [flag, ...args] })])?.pullSecrets).toEqual(expected);
  });
});

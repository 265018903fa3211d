import { describe, expect, it } from 'vitest';
import type { Container, Deployment } from '../../src/kube/objects.ts';
import { controllerContainer } from '../../src/volsync/controller-deployment.ts';

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

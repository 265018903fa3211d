import { describe, expect, it } from 'vitest';
import { helperPod } from '../../src/helper-pod/manifest.ts';

const spec = { namespace: 'home', command: 'verify', deadlineMs: 60_001, pod: { containers: [{ name: 'a' }] } };

describe('helperPod', () => {
  it('is found again, ends by itself, and can do no harm', () => {
    expect(helperPod(spec, 'f00')).toEqual({
      metadata: {
        namespace: 'home',
        generateName: 'volsyncctl-verify-',
        labels: {
          'app.kubernetes.io/managed-by': 'volsyncctl',
          'app.kubernetes.io/component': 'verify',
          'app.kubernetes.io/instance': 'f00',
        },
      },
      spec: {
        restartPolicy: 'Never',
        activeDeadlineSeconds: 61,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: 1,
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'a',
            resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '512Mi' } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    });
  });

  it('gives up only what the spec says otherwise', () => {
    const pod = {
      securityContext: { fsGroup: 1 },
      containers: [{ name: 'a', securityContext: { runAsUser: 5 }, resources: { limits: { memory: '1Gi' } } }],
    };
    expect(helperPod({ ...spec, pod }, 'x').spec).toMatchObject({
      securityContext: { fsGroup: 1, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          resources: { limits: { memory: '1Gi' } },
          securityContext: { runAsUser: 5, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    });
  });
});

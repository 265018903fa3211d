/** Sources that are wrong on purpose: merge patches for `AppOptions.source`, named after the fault. */
export const appVariants = {
  paused: { paused: true },
  /** A program other than VolSync moves the data. */
  external: { external: { provider: 'example.com/mover' }, restic: null },
  'no-mover': { restic: null },
  'wrong-pvc': { sourcePVC: 'no-such-pvc' },
  'missing-secret': { restic: { repository: 'no-such-secret' } },
  'no-copy-method': { restic: { copyMethod: null } },
  /** No node can run the mover. */
  unschedulable: {
    restic: {
      moverAffinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'example.com/no-such-node', operator: 'In', values: ['true'] }] },
            ],
          },
        },
      },
    },
  },
} as const;

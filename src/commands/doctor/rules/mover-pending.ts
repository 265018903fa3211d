import { statusRule } from '../judgement/status-rule.ts';

export const moverPending = statusRule({
  name: 'mover-pending',
  harm: 'no-backup',
  reasons: [
    'unschedulable',
    'scheduling-gated',
    'image-not-pullable',
    'quota-exceeded',
    'admission-refused',
    'volume-pending',
    'mount-failing',
  ],
  summary: 'no mover is waiting for a node, a volume, an image or admission',
  why: 'the sync does not start until this is fixed',
  explanation:
    'The mover pod cannot be created or started: no node fits, a quota or Pod Security rejects it, its image cannot be pulled, or a volume is not bound or cannot be mounted. The message comes from Kubernetes.',
});

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
  summary: 'no mover waits for a node, a volume, an image or admission',
  why: 'the sync does not begin until this is mended',
  explanation:
    'The pod of the mover cannot be created or started: no node fits, a quota or Pod Security refuses it, its image cannot be pulled, a volume is not bound or cannot be mounted. The text is that of Kubernetes.',
});

import { statusRule } from '../judgement/status-rule.ts';

export const copyFailing = statusRule({
  name: 'copy-failing',
  harm: 'no-backup',
  reasons: ['volume-snapshot-failing'],
  summary: 'the volume can be copied',
  why: 'without the copy there is no backup',
  explanation:
    'With copyMethod Snapshot, the CSI driver takes a VolumeSnapshot first. That failed, with this message from the driver.',
});

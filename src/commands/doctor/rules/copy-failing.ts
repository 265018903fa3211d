import { statusRule } from '../judgement/status-rule.ts';

export const copyFailing = statusRule({
  name: 'copy-failing',
  harm: 'no-backup',
  reasons: ['volume-snapshot-failing'],
  summary: 'the copy of the volume can be made',
  why: 'without the copy there is no backup',
  explanation:
    'With copyMethod Snapshot the CSI driver takes a VolumeSnapshot first. It failed, and the text is that of the driver.',
});

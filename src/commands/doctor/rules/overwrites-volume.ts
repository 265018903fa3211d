import { statusRule } from '../judgement/status-rule.ts';

export const overwritesVolume = statusRule({
  name: 'overwrites-volume',
  harm: 'data-loss',
  reasons: ['overwrites-volume'],
  summary: 'no destination restores into a live volume',
  why: 'created or triggered again, it overwrites the files of the running app',
  explanation:
    'A ReplicationDestination whose destinationPVC is the volume of an app restores over its files each time it is created or triggered. Delete it when its restore is complete.',
});

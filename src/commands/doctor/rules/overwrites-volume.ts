import { statusRule } from '../judgement/status-rule.ts';

export const overwritesVolume = statusRule({
  name: 'overwrites-volume',
  harm: 'data-loss',
  reasons: ['overwrites-volume'],
  summary: 'no destination restores into a live volume',
  why: "whenever it is created or triggered, it overwrites the running app's files",
  explanation:
    'A ReplicationDestination whose destinationPVC is the volume of an app overwrites its files each time it is created or triggered. Delete it when its restore is complete.',
});

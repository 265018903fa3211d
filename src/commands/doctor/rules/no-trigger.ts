import { statusRule } from '../judgement/status-rule.ts';

export const noTrigger = statusRule({
  name: 'no-trigger',
  harm: 'waste',
  reasons: ['no-trigger'],
  summary: 'a trigger is set',
  why: 'syncs follow each other without a pause',
  explanation: 'Without a schedule and a manual tag VolSync begins the next sync as soon as one is complete.',
});

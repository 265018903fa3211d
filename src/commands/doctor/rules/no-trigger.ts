import { statusRule } from '../judgement/status-rule.ts';

export const noTrigger = statusRule({
  name: 'no-trigger',
  harm: 'waste',
  reasons: ['no-trigger'],
  summary: 'a trigger is set',
  why: 'one sync follows another without a pause',
  explanation: 'Without a schedule and a manual tag VolSync starts the next sync as soon as one completes.',
});

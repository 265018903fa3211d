import { statusRule } from '../judgement/status-rule.ts';

export const parkedSchedule = statusRule({
  name: 'parked-schedule',
  harm: 'no-backup',
  reasons: ['parked-schedule'],
  summary: 'no completed manual tag overrides the schedule',
  why: 'no scheduled backup runs while the tag stays',
  explanation:
    'A non-empty spec.trigger.manual overrides the schedule for as long as it is set, even after its sync is complete. Remove the tag.',
});

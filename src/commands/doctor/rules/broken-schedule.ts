import { statusRule } from '../judgement/status-rule.ts';

export const brokenSchedule = statusRule({
  name: 'broken-schedule',
  harm: 'no-backup',
  reasons: ['broken-schedule'],
  summary: 'the schedule is accepted by the CRD and the controller',
  why: 'the first sync runs, and no other ever does',
  explanation:
    'The CRD accepts schedules that the controller cannot read: six fields, unknown descriptors, a time zone without tzdata. VolSync takes five fields and @hourly, @daily, @weekly, @monthly and @yearly.',
});

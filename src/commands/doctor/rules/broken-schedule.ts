import { statusRule } from '../judgement/status-rule.ts';

export const brokenSchedule = statusRule({
  name: 'broken-schedule',
  harm: 'no-backup',
  reasons: ['broken-schedule'],
  summary: 'VolSync can parse the schedule',
  why: 'the first sync runs, and none after it',
  explanation:
    'The CRD accepts schedules that the controller cannot parse: six fields, unknown descriptors, a time zone without tzdata. VolSync accepts five fields and @hourly, @daily, @weekly, @monthly and @yearly.',
});

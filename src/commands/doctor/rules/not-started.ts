import { statusRule } from '../judgement/status-rule.ts';

export const notStarted = statusRule({
  name: 'not-started',
  harm: 'no-backup',
  reasons: ['not-started'],
  summary: 'VolSync begins each sync that is due',
  why: 'a sync is due and does not run',
  explanation:
    'VolSync begins what is due within seconds. If it does not, its controller does not run, or is stopped by an object that it cannot decode.',
});

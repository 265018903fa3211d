import { statusRule } from '../judgement/status-rule.ts';

export const notStarted = statusRule({
  name: 'not-started',
  harm: 'no-backup',
  reasons: ['not-started'],
  summary: 'VolSync starts each sync that is due',
  why: 'a sync is due but does not run',
  explanation:
    'VolSync starts a due sync within seconds. If it does not, its controller is not running, or an object that it cannot decode stops it.',
});

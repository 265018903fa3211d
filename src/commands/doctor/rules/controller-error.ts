import { statusRule } from '../judgement/status-rule.ts';

export const controllerError = statusRule({
  name: 'controller-error',
  harm: 'no-backup',
  reasons: ['error'],
  summary: "VolSync's condition reports no error",
  why: 'VolSync retries without end and completes no sync',
  explanation:
    'The condition Synchronizing has the reason Error. Its text is what VolSync itself says, such as an unsupported copyMethod or a capacity that is missing.',
});

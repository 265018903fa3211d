import { statusRule } from '../judgement/status-rule.ts';

export const controllerError = statusRule({
  name: 'controller-error',
  harm: 'no-backup',
  reasons: ['error'],
  summary: "VolSync's condition reports no error",
  why: 'VolSync keeps retrying, and no sync completes',
  explanation:
    'The condition Synchronizing has the reason Error. Its message comes from VolSync, such as an unsupported copyMethod or a missing capacity.',
});

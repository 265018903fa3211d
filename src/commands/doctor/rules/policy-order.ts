import { policyRule } from '../judgement/policy-rule.ts';

export const policyOrder = policyRule({
  name: 'policy-order',
  harm: 'late-backup',
  summary: 'only one policy adds volumes to a mover',
  needs: ['policies', 'dry-run'],
  explanation:
    'The API server calls policies in no fixed order. If two of them add volumes to the same mover, the order of its volumes may change, and VolSync then deletes the running movers. This is a note, not a problem.',
});

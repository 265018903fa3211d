import { describe, expect, it } from 'vitest';
import { judgeDamage } from '../../src/volsync/check-verdict.ts';

const damages = [{ what: 'pack' as const, id: '59830bbe', words: 'pack 59830bbe: does not exist' }];
const guide =
  'Please read the troubleshooting guide at https://restic.readthedocs.io/en/stable/077_troubleshooting.html first.';
const output = { damages, recommended: ['restic repair packs 59830bbe', guide] };
const touched = { snapshots: ['aaaaaaaa11', 'bbbbbbbb22'], files: ['/one', '/two'] };

describe('damage', () => {
  it('is proven where nobody else was at work, with what it touches and what restic recommends', () => {
    expect(judgeDamage({ output, touched, meanwhile: undefined })).toMatchObject({
      verdict: 'unprotected',
      reason: 'damaged',
      message: '1 damaged object in the repository, which 2 snapshots need for 2 files',
      details: [
        'pack 59830bbe: does not exist',
        'snapshots: aaaaaaaa, bbbbbbbb',
        'files: /one, /two',
        'restic recommends: restic repair packs 59830bbe',
        'restic recommends: https://restic.readthedocs.io/en/stable/077_troubleshooting.html',
      ],
    });
  });

  it('may be a false alarm where somebody else removed what the check wanted to read', () => {
    const judgement = judgeDamage({ output, touched, meanwhile: 'a sync ran during the check' });
    expect(judgement).toMatchObject({ verdict: 'unknown', reason: 'damaged' });
    expect(judgement.message).toContain('but a sync ran during the check: it may be a false alarm');
  });

  it('says where it was not found out what it touches, and keeps a long list short', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({
      what: 'tree' as const,
      id: `${index}`,
      words: `tree ${index}`,
    }));
    const { message, details } = judgeDamage({
      output: { damages: many, recommended: [] },
      touched: undefined,
      meanwhile: undefined,
    });
    expect(message).toBe('9 damaged objects in the repository');
    expect(details).toHaveLength(7);
    expect(details.slice(-2)).toEqual(['and 4 more', 'which snapshots it affects could not be determined']);
  });
});

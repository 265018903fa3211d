import { describe, expect, it } from 'vitest';
import { paxRecords } from '../../src/local-files/pax-records.ts';
import { paxRecord } from '../fakes/local-files/tar-bytes.ts';

describe('paxRecords', () => {
  it('reads records of any bytes', () => {
    const bytes = Buffer.from([0xff, 0x0a, 0x3d, 0x00, 0x20]);
    const header = Buffer.concat([
      paxRecord('path', bytes),
      paxRecord('mtime', '1.5'),
      paxRecord('long', 'x'.repeat(98)),
    ]);
    expect([...paxRecords(header)]).toEqual([
      ['path', bytes],
      ['mtime', Buffer.from('1.5')],
      ['long', Buffer.from('x'.repeat(98))],
    ]);
    expect(paxRecords(Buffer.alloc(0)).size).toBe(0);
  });

  it('lets the last of two records be the one that counts', () => {
    const header = Buffer.concat([paxRecord('path', 'a'), paxRecord('path', 'b')]);
    expect(paxRecords(header).get('path')?.toString()).toBe('b');
  });

  it.each([
    'x',
    '12',
    '99 path=a\n',
    '8 path=a\n',
    '0 path=a\n',
    '-1 path=a\n',
    '9 pathab\n\n',
    '7 =abc\n\n',
    '\0\0\0',
  ])('throws at %j', (header) => {
    expect(() => paxRecords(Buffer.from(header))).toThrow('damaged PAX header');
  });
});

import { describe, expect, it } from 'vitest';
import { renderVerify, type VerifyView } from '../../../src/commands/verify/text.ts';
import type { AppVerdict } from '../../../src/repository/verify-result.ts';
import { plainStyle } from '../../fakes/plain-style.ts';
import { hidden, hostile, reportOf, stale, web } from '../../fakes/verify-report.ts';

const view: VerifyView = { style: plainStyle, columns: 80, isWide: false, hasHeaders: true };
const lines = (apps: readonly AppVerdict[], change: Partial<VerifyView> = {}) =>
  renderVerify(reportOf(apps), { ...view, ...change }).split('\n');

describe('renderVerify', () => {
  it('shows the verdicts, why under each that is not protected, and what it took', () => {
    expect(lines([web, stale, hidden])).toEqual([
      'APP           VERDICT        SNAPSHOT  AGE      FILES  SIZE     SNAPSHOTS',
      'home/web      ✔ protected    724684cd  24m ago  8,112  1.2 GiB  3 of 29',
      'home/mail     ✗ unprotected  724684cd  24m ago  –      –        29',
      '    the newest snapshot is older than the schedule "0 * * * *" allows, and that',
      '    by very much indeed',
      '    → volsyncctl status mail -n home',
      'media/radarr  ? unknown      –         –        –      –        –',
      '    the repository did not answer in 30s: NFS nas:/vault',
      '      mount: no route',
      '1 unprotected · 1 unknown · 1 protected · 1 pod, 4s',
      '',
    ]);
  });

  it('shows the age of the data, and both times where they are two', () => {
    const retried = { ...web, dataTime: new Date('2026-11-23T14:00:05Z') };
    const [, row, note] = lines([retried]);
    expect(row).toContain('84m ago');
    expect(note).toMatch(/^ {4}data of \d\d:00:05 \(84m ago\), copied when its sync began; saved \d\d:00:05$/);
  });

  it('says nothing of nothing', () => {
    expect(lines([])).toEqual(['']);
  });

  it('fits 80 columns by leaving out what says least, never the verdict', () => {
    const long = { ...web, namespace: 'a-namespace-with-a-long-name', name: 'an-app-with-a-long-name' };
    const [header = '', row = ''] = lines([long]);
    expect(header.trim().split(/ +/)).toEqual(['APP', 'VERDICT', 'SNAPSHOT', 'AGE']);
    expect(row).toMatch(/✔ protected/);
    for (const line of lines([web, stale, hidden])) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines([long], { columns: undefined })[0]).toMatch(/SNAPSHOTS$/);
  });

  it('shows the repository where it is asked to be wide', () => {
    const [header, row] = lines([web], { isWide: true });
    expect(header).toMatch(/SNAPSHOTS {2}STORED {2}REPOSITORY$/);
    expect(row).toMatch(/3 of 29 {4}862 B {3}\/repository\/web$/);
  });

  it('says once what keeps a whole pod from its work', () => {
    const others = ['lidarr', 'sonarr'].map((name) => ({ ...hidden, name }));
    const text = lines([hidden, ...others]).join('\n');
    expect(text.match(/did not answer/g)).toHaveLength(1);
    expect(
      lines([hidden, { ...hidden, namespace: 'home' }])
        .join('\n')
        .match(/did not answer/g),
    ).toHaveLength(2);
    expect(
      lines([hidden, { ...hidden, details: ['other'] }])
        .join('\n')
        .match(/did not answer/g),
    ).toHaveLength(2);
  });

  it('lets no text of the cluster steer the terminal, or pass for a line of its own', () => {
    const app = { ...hidden, name: hostile, message: hostile, details: [hostile], hint: hostile, repository: hostile };
    for (const isWide of [false, true]) {
      const text = lines([app], { isWide }).join('\n');
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(text.split('\n').filter((line) => line.startsWith('f '))).toEqual([]);
    }
  });
});

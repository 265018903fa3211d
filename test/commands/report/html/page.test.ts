import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../../../src/commands/report/html/page.ts';
import type { BackupReport } from '../../../../src/commands/report/operation.ts';
import { backupReportOf, dailySnapshots, reportedApp, threeApps } from '../../../fakes/backup-report.ts';
import { wholeId } from '../../../fakes/repository-objects.ts';
import { absent } from '../../../fakes/verify-report.ts';

const view = { clusterName: 'lab', version: '1.2.3', typed: (command: string) => `${command} --context lab` };
const pageOf = (report: BackupReport = backupReportOf()) => reportHtml(report, view);

/** The page in a browser that runs its script. */
function opened(html: string) {
  const { window } = new JSDOM(html, { runScripts: 'dangerously', pretendToBeVisual: true });
  const { document } = window;
  const shown = () =>
    [...document.querySelectorAll('tbody:not([hidden]) tr:first-child th')].map((one) => one.textContent);
  const change = (selector: string, value: string | boolean) => {
    const field = document.querySelector<HTMLInputElement>(selector);
    if (field === null) throw new Error(`there is no ${selector}`);
    if (typeof value === 'string') field.value = value;
    else field.checked = value;
    field.dispatchEvent(new window.Event('input', { bubbles: true }));
  };
  return { window, document, shown, change };
}

describe('the HTML report', () => {
  it('has a row for each app, with its verdict in words, and what is wrong with the command that mends it', () => {
    const { document, shown } = opened(pageOf());
    expect(shown()).toEqual(['home/mail', 'media/radarr', 'home/web']);
    const verdicts = [...document.querySelectorAll('.v')].map((one) => one.textContent);
    expect(verdicts).toEqual(['✗ unprotected', '? unknown', '✔ protected']);
    const [mail] = document.querySelectorAll('tbody');
    expect(mail?.querySelector('code')?.textContent).toBe('volsyncctl status mail -n home --context lab');
    expect(mail?.textContent).toMatch(
      /no backup from 2026-11-14 \d\d:00:00 to 2026-11-16 \d\d:00:00 \(2 runs missed\)/,
    );
    expect(document.querySelector('h1')?.textContent).toBe('Backups of lab');
  });

  it('draws a line for each backup, a box for each gap, and says both', () => {
    const [mail, radarr] = opened(pageOf()).document.querySelectorAll('tbody');
    const drawn = (selector: string, attribute: string) => mail?.querySelector(selector)?.getAttribute(attribute) ?? '';
    expect(drawn('.l svg', 'aria-label')).toMatch(/^10 backups since 2026-10-24 \d\d:24:05, 1 gap$/);
    expect(drawn('.l .b', 'd').match(/M/g)).toHaveLength(10);
    expect(drawn('.l rect', 'width')).toBe('20');
    expect(drawn('.s svg', 'aria-label')).toBe('Size from 1.0 KiB to 10.0 KiB, at most 10.0 KiB');
    expect(radarr?.querySelector('.l')?.textContent).toBe('not seen');
    expect(radarr?.querySelectorAll('svg')).toHaveLength(0);
  });

  it('says that what was not seen is not known, and never 0', () => {
    const [, radarr] = opened(pageOf()).document.querySelectorAll('tbody');
    const cells = [...(radarr?.querySelectorAll('td.n, td.s') ?? [])].map((one) => one.textContent);
    expect(cells).toEqual(['not known', 'not known', 'not known']);
  });

  it('shows how old the data is that a drill restored last', () => {
    const proven = { at: '2026-11-22T16:00:00Z', snapshot: wholeId('a'), seconds: 9 };
    const times = { snapshotTime: '2026-11-21T15:24:05Z', dataTime: '2026-11-21T15:24:05Z' };
    const last = { at: '2026-11-23T03:00:00Z', verdict: 'unprotected', seconds: 4 } as const;
    const subject = { uid: 'u', claim: 'web', repository: 'web-volsync' };
    const drill = { ...subject, last, proven: { ...proven, ...times } };
    const { document } = opened(pageOf(backupReportOf([reportedApp({ drill }), reportedApp()])));
    expect([...document.querySelectorAll('td.d')].map((one) => one.textContent)).toEqual(['✗ 2d ago', '–']);
  });

  it('does not call a time line without a schedule free of gaps', () => {
    const app = reportedApp({ missedRuns: undefined });
    const { document } = opened(pageOf(backupReportOf([app])));
    expect(document.querySelector('.l svg')?.getAttribute('aria-label')).toMatch(/, not compared with a schedule$/);
  });

  it('draws a snapshot that does not count as another kind of line', () => {
    const snapshots = dailySnapshots(3).map((one, index) => ({ ...one, isBackup: index > 0 }));
    const { document } = opened(pageOf(backupReportOf([reportedApp({ snapshots })])));
    expect(document.querySelector('.l .b')?.getAttribute('d')?.match(/M/g)).toHaveLength(2);
    expect(document.querySelector('.l .o')?.getAttribute('d')?.match(/M/g)).toHaveLength(1);
    expect(document.querySelector('.l svg')?.getAttribute('aria-label')).toMatch(/^2 backups/);
  });

  it('names what was asked for and is not in it', () => {
    const { document } = opened(pageOf(backupReportOf(threeApps, { failures: [absent] })));
    expect(document.querySelector('section')?.textContent).toContain('There is no ReplicationSource wbe');
  });

  it('filters by words, verdict, namespace and need', () => {
    const { document, shown, change } = opened(pageOf());
    expect(document.querySelector('output')?.textContent).toBe('3 of 3 apps');
    change('[name=search]', 'HOME we');
    expect(shown()).toEqual(['home/web']);
    change('[name=search]', '');
    change('[value=protected]', false);
    expect(shown()).toEqual(['home/mail', 'media/radarr']);
    change('[name=namespace]', 'media');
    expect(shown()).toEqual(['media/radarr']);
    change('[name=namespace]', '');
    change('[value=protected]', true);
    change('[name=attention]', true);
    expect(shown()).toEqual(['home/mail', 'media/radarr']);
    expect(document.querySelector('output')?.textContent).toBe('2 of 3 apps');
  });

  it('counts gaps in the history among what needs attention', () => {
    const missedRuns = [{ since: new Date('2026-11-14T15:00:00Z'), until: new Date('2026-11-16T15:00:00Z'), count: 2 }];
    const { shown, change } = opened(pageOf(backupReportOf([reportedApp({ missedRuns })])));
    change('[name=attention]', true);
    expect(shown()).toEqual(['home/web']);
  });

  it('shows all apps, and no filter, where scripts do not run', () => {
    const { document } = new JSDOM(pageOf()).window;
    expect(document.querySelectorAll('tbody:not([hidden])')).toHaveLength(3);
    expect(document.querySelector('form')?.hidden).toBe(true);
  });
});

describe('hostile text from the cluster', () => {
  const evil = `</script></style><script>throw 1</script><img src=x onerror=alert(1)>" onload="x" '&lt;\u202e\ud800`;
  const app = reportedApp(
    {
      schedule: evil,
      problems: [{ reason: 'failing', level: 'bad', message: evil, details: [], hint: `kubectl x '${evil}'` }],
      missedRuns: Array.from({ length: 9 }, (_, day) => ({
        since: new Date(`2026-11-0${day + 1}T00:00:00Z`),
        until: new Date(`2026-11-0${day + 1}T12:00:00Z`),
        count: 1,
      })),
    },
    {
      namespace: evil,
      name: evil,
      verdict: 'unknown',
      reason: 'failing',
      message: evil,
      details: [evil],
      hint: evil,
      warnings: [evil],
    },
  );
  const report = backupReportOf([app], { failures: [absent] });
  const html = reportHtml(report, { ...view, clusterName: evil });

  it('is text, and makes no element, attribute or script', () => {
    const plain = [...new JSDOM(pageOf()).window.document.querySelectorAll('*')];
    const { window } = new JSDOM(html, { runScripts: 'dangerously' });
    const { document } = window;
    expect(document.querySelectorAll('script')).toHaveLength(1);
    expect(document.querySelectorAll('img')).toHaveLength(0);
    const names = new Set(plain.map(({ tagName }) => tagName));
    const found = [...document.querySelectorAll('*')];
    expect(
      found.map(({ tagName }) => tagName).filter((name) => !names.has(name) && !['SECTION', 'H2'].includes(name)),
    ).toEqual([]);
    expect(found.flatMap((one) => one.getAttributeNames()).filter((name) => /^(?:on|style$|href$)/.test(name))).toEqual(
      [],
    );
    expect(document.querySelector('tbody th')?.textContent).toContain('<script>throw 1</script>');
    expect(html).not.toMatch(/\u202e|\ud800/);
  });

  it('could not act where it were not escaped: only this style and this script are allowed, and no address', async () => {
    const { document } = new JSDOM(html).window;
    const policy = document.querySelector('meta[http-equiv]')?.getAttribute('content');
    const hash = async (text = '') =>
      `'sha256-${Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('base64')}'`;
    const style = await hash(document.querySelector('style')?.textContent);
    const script = await hash(document.querySelector('script')?.textContent);
    expect(policy).toBe(
      `default-src 'none'; style-src ${style}; script-src ${script}; base-uri 'none'; form-action 'none'`,
    );
    expect(pageOf()).not.toMatch(/https?:|\/\/|@import|<link|src=/);
  });
});

describe('the report for everybody', () => {
  it('has nothing that axe finds wrong', async () => {
    const { window, document } = opened(pageOf(backupReportOf(threeApps, { failures: [absent] })));
    window.eval(axe.source);
    const checker = (window as unknown as { axe: typeof axe }).axe;
    // jsdom does not render: colors and sizes need a browser.
    const { violations, passes } = await checker.run(document, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: where }) => where).join(', ')}`)).toEqual([]);
    expect(passes.length).toBeGreaterThan(20);
  });

  it('has 1,000 apps in less than 3 MB, also where each has thousands of snapshots', () => {
    const many = dailySnapshots(3000).map((one, index) => ({
      ...one,
      dataTime: new Date(one.dataTime.getTime() + index * (86_400_000 - 864_000)),
    }));
    const usual = Array.from({ length: 1000 }, (_, index) =>
      reportedApp({ snapshots: dailySnapshots(30) }, { name: `app-${index}` }),
    );
    expect(pageOf(backupReportOf(usual)).length).toBeLessThan(2_000_000);
    const [busy, empty] = [many, []].map((some) => pageOf(backupReportOf([reportedApp({ snapshots: some })])).length);
    expect(((busy ?? 0) - (empty ?? 0)) * 1000).toBeLessThan(1_000_000);
  });
});

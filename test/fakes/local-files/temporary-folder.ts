import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'volsyncctl-test-')));
  // Node cannot remove paths that are longer than the system allows.
  onTestFinished(() => void execFileSync('rm', ['-rf', folder]));
  return folder;
}

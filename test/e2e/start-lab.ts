import { execa } from 'execa';

/** Starts the lab before the end-to-end tests if it is not running; it stays up for the next run. */
export default async function startLab(): Promise<void> {
  await execa({ stdio: 'inherit', node: true })`test/lab/cli.ts up`;
}

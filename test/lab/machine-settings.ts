import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from './credentials.ts';
import { paths } from './paths.ts';

/** Kernel settings that the kubelet changes for the whole machine when it starts. */
const settings = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];
const rememberedFile = path.join(paths.state, 'machine-settings.json');

/** Records the machine's settings, once, before the lab changes them. */
export function rememberMachineSettings(): void {
  if (existsSync(rememberedFile)) return;
  const found = settings.filter((name) => existsSync(fileOf(name)));
  writeWhole(rememberedFile, JSON.stringify(Object.fromEntries(found.map((name) => [name, read(name)]))));
}

/** Restores the machine's settings. */
export function restoreMachineSettings(): void {
  if (!existsSync(rememberedFile)) return;
  const remembered = JSON.parse(readFileSync(rememberedFile, 'utf8')) as Record<string, string>;
  for (const [name, value] of Object.entries(remembered)) {
    if (read(name) !== value) writeFileSync(fileOf(name), value);
  }
}

function read(name: string): string {
  return readFileSync(fileOf(name), 'utf8').trim();
}

function fileOf(name: string): string {
  return path.join('/proc/sys', name);
}

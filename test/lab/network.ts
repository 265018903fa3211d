import { execa } from 'execa';

/** The bridge that connects the pods with each other and with this machine, and nothing else. */
export const bridge = { name: 'volsynclab0', subnet: '10.213.240.0/22', address: '10.213.240.1/22' } as const;

/** Creates the bridge, with an address so that probes and tests reach pods. */
export async function startNetwork(): Promise<void> {
  if (!(await hasBridge())) await execa('ip', ['link', 'add', bridge.name, 'type', 'bridge']);
  await execa('ip', ['address', 'replace', bridge.address, 'dev', bridge.name]);
  await execa('ip', ['link', 'set', bridge.name, 'up']);
}

/** Removes the bridge and the pods' link ends that are still attached to it. */
export async function removeNetwork(): Promise<void> {
  if (!(await hasBridge())) return;
  for (const link of await attachedLinks()) await execa('ip', ['link', 'delete', link], { reject: false }); // already gone
  await execa('ip', ['link', 'delete', bridge.name]);
}

async function hasBridge(): Promise<boolean> {
  return !(await execa('ip', ['link', 'show', bridge.name], { reject: false })).failed;
}

async function attachedLinks(): Promise<string[]> {
  const { stdout } = await execa('ip', ['-json', 'link', 'show', 'master', bridge.name]);
  const links = JSON.parse(stdout === '' ? '[]' : stdout) as { ifname: string }[];
  return links.map((link) => link.ifname);
}

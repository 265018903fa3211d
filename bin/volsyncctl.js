#!/usr/bin/env node
// Says what is wrong before it loads anything that an older Node cannot read.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `volsyncctl needs Node.js 22.12 or newer; this is ${process.version}. Install a newer Node.js and try again.`,
  );
  process.exit(1);
}
const { enableCompileCache } = await import('node:module');
const { homedir } = await import('node:os');
const { cacheFolder } = await import('../dist/cache-folder.js');
const { env, platform } = process;
const folder = cacheFolder({ env, platform, home: homedir(), uid: process.getuid?.() });
// Without a folder Node.js would take one that others can write to.
if (folder !== undefined) enableCompileCache(folder);
const { main } = await import('../dist/main.js');
await main();

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
enableCompileCache();
const { main } = await import('../dist/main.js');
await main();

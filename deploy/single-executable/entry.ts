import { main } from '../../src/main.ts';

// A single executable runs a CommonJS script, which cannot await at its top level.
void main();

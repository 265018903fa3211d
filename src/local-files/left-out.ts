import type { LeftOut } from './local-files.ts';

/** Collects the entries that a copy leaves out. */
export class LeftOutList {
  #count = 0;
  readonly #entries: { readonly path: string; readonly why: string }[] = [];

  add(path: string, why: string): void {
    this.#count++;
    if (this.#entries.length < rememberedEntries) this.#entries.push({ path, why });
  }

  result(): LeftOut {
    return { count: this.#count, entries: this.#entries };
  }
}

const rememberedEntries = 1000;

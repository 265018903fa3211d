/** How many entries, and how many bytes the files among them have. */
export interface Tally {
  readonly files: number;
  readonly folders: number;
  /** Links, pipes and devices. */
  readonly others: number;
  readonly bytes: number;
}

/** All entries of a tally. */
export function entriesIn({ files, folders, others }: Tally): number {
  return files + folders + others;
}

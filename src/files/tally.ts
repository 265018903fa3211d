/** A number of entries, and the total bytes of the files among them. */
export interface Tally {
  readonly files: number;
  readonly folders: number;
  /** Links, pipes and devices. */
  readonly others: number;
  readonly bytes: number;
}

/** The total number of entries. */
export function entriesIn({ files, folders, others }: Tally): number {
  return files + folders + others;
}

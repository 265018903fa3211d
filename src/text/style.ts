type Paint = (text: string) => string;

/** How text is emphasised. Words carry the meaning; a style that returns its argument loses nothing. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warning: Paint;
  readonly strong: Paint;
  /** The row that keys move: also to be seen where bold is not. */
  readonly chosen: Paint;
  readonly quiet: Paint;
}

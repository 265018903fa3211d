type Paint = (text: string) => string;

/** How text is emphasized. The words carry the meaning; a style that returns its argument loses nothing. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warning: Paint;
  readonly strong: Paint;
  /** The row selected with the keyboard; also visible without bold. */
  readonly chosen: Paint;
  readonly quiet: Paint;
}

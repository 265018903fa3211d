type Paint = (text: string) => string;

/** How text is emphasised. Words carry the meaning; a style that returns its argument loses nothing. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warning: Paint;
  readonly strong: Paint;
  readonly quiet: Paint;
}

/** A proposed drydock.yaml as its reader would take out the signs: comments that hold settings become settings. */
export const uncommented = (text: string): string =>
  text.replace(/^# ((?:preview|units|overrides|ignore):.*| {2,}(?:- )?(?:name|path|complete|rule|rules|reason|until): ?.*)$/gm, "$1");

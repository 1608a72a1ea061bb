const FUNCTION_WORDS = new Set(
  `a an the i we you me us my our your it its this that these those is are am was were be been being do does did can could
  will would shall should may might must have has had how what when where which who whom whose why to of in on at for from
  with by as about into onto up out off and or if so not no there here they them their he she his her one get go want need
  like any some much many long often more`.split(/\s+/),
);

/** Whether a lower-case word says how a question is put rather than what it is about. */
export function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(word);
}

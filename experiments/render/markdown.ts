/** A table in Markdown; a bar within a cell is escaped. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')).replace(/\\/g, ''), ...rows.map(line)].join('\n');
}

/** ".412", "-.031": a share without its zero. */
export function short(value: number): string {
  return value
    .toFixed(3)
    .replace(/^(-?)0\./, '$1.')
    .replace(/^-(\.000)$/, '$1');
}

/** A signed difference: "+.031". */
export function signed(value: number): string {
  const text = short(value);
  return text.startsWith('-') ? text : `+${text}`;
}

/** A value with the two ends of its interval: ".412 [.380, .451]". */
export function within({ value, low, high }: { value: number; low: number; high: number }, write = short): string {
  return `${write(value)} [${write(low)}, ${write(high)}]`;
}

/** A p-value: three decimals, "< .001" below that. */
export function probability(p: number): string {
  return p < 0.001 ? '< .001' : short(p);
}

/** A positive amount in two digits or more: "0.52", "3.1", "416". */
export function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

/** Seconds in the unit that fits: "48 s", "12 min", "5.2 h", "8.4 days". */
export function timeSpan(seconds: number): string {
  const units = [
    [86_400, 'days'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const unit = units.find(([size]) => seconds >= 1.5 * size);
  return unit ? `${number(seconds / unit[0])} ${unit[1]}` : `${number(seconds)} s`;
}

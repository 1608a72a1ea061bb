const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** "1,234". */
export function formatCount(n: number): string {
  return COUNT.format(n);
}

/** "724.2 MB", in powers of ten. */
export function formatBytes(bytes: number): string {
  const [factor, unit] =
    bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : bytes >= 1e3 ? [1e3, 'kB'] : [1, 'B'];
  return `${factor === 1 ? bytes : (bytes / factor).toFixed(1)} ${unit}`;
}

/** An amount with its unit: "1,234 steps", but bytes as "724.2 MB". */
export function formatAmount(n: number, unit: string): string {
  return unit === 'bytes' ? formatBytes(n) : `${formatCount(n)} ${unit}`;
}

/** Units per second in three digits at most: "0.25/s", "3.4/s", "120/s", "5.1M/s". */
export function formatRate(perSecond: number): string {
  const [factor, suffix] =
    perSecond >= 1e9 ? [1e9, 'G'] : perSecond >= 1e6 ? [1e6, 'M'] : perSecond >= 1e4 ? [1e3, 'k'] : [1, ''];
  const value = perSecond / factor;
  return `${value.toFixed(value >= 10 ? 0 : value >= 1 ? 1 : 2)}${suffix}/s`;
}

/** "0.4 s", "12 s", "3m 05s", "1h 02m"; tenths only below ten seconds and where there are any. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.05) return '0 s';
  if (seconds < 9.95 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (n: number) => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
}

/** Cuts a text to `width` characters, including an ellipsis. */
export function shorten(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

const MINUS = '\u2212';

/** Fixed decimals with a true minus sign and no negative zero; more decimals where a non-zero value would read as 0. */
function fixed(value: number, decimals: number): string {
  let text = Math.abs(value).toFixed(decimals);
  if (value !== 0 && Number(text) === 0) text = Math.abs(value).toPrecision(1);
  if (text.includes('e')) text = Math.abs(value).toExponential(0);
  return value < 0 ? MINUS + text : text;
}

/** A share in [0, 1] in percent, without the sign: 0.6125 is "61.3". */
export function percent(share: number): string {
  return fixed(share * 100, 1);
}

/** A share with its sign, unbreakable: "61.3 %". */
export function percentSign(share: number): string {
  return `${percent(share)}\u00a0%`;
}

/** A score in [0, 1] or a loss, three decimals: "0.513". */
export function score(value: number): string {
  return fixed(value, 3);
}

/** `text` of a number with a leading plus where it is positive. */
function signed(value: number, text: string): string {
  return value > 0 ? `+${text}` : text;
}

/** A difference of shares in percentage points, signed: 0.13 is "+13.0". */
export function signedPoints(difference: number): string {
  return signed(difference, percent(difference));
}

/** A difference of scores, signed: "+0.044". */
export function signedScore(difference: number): string {
  return signed(difference, score(difference));
}

/** A whole number with thin spaces between thousands: 12345 is "12 345". */
export function wholeNumber(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A learning rate or another small number in its shortest form of at most three digits: "7e-4", "0.02". */
export function compactNumber(value: number): string {
  const number = Number(value.toPrecision(3));
  const text = number !== 0 && Math.abs(number) < 0.01 ? number.toExponential() : String(number);
  return text.replace(/^-/, MINUS);
}

const SUPERSCRIPTS = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079';

/** A large amount: 12 345 below a million, then with a power of ten: 1.23e12 is "1.2 × 10¹²". */
export function amount(value: number): string {
  if (value < 1e6) return wholeNumber(Math.round(value));
  const [mantissa, exponent] = value.toExponential(1).split('e+') as [string, string];
  return `${mantissa}\u00a0×\u00a010${exponent.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!)}`;
}

/** Seconds as "0.8 s", "42 s", "3 min 05 s" or "2 h 07 min". */
export function duration(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 9.95) return `${fixed(seconds, 1)}\u00a0s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}\u00a0s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}\u00a0min ${two(whole % 60)}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}\u00a0h ${two(minutes % 60)}\u00a0min`;
}

/** Bytes in MiB below a GiB, else in GiB. */
export function byteSize(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)}\u00a0MiB` : `${(bytes / 2 ** 30).toFixed(1)}\u00a0GiB`;
}

/** A p-value: three decimals, "< 0.001" below that. */
export function probability(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/**
 * The 6-bit scale of group 0 to 7 in the twelve bytes at `at` of a Q4_K or Q5_K block: groups 0 to 3 fill the lower six
 * bits of the first four bytes; groups 4 to 7 have their low bits in the last four bytes, their high bits above those.
 */
export function scaleOf(bytes: Uint8Array, at: number, group: number): number {
  const byte = bytes[at + (group & 3)] as number;
  return group < 4 ? byte & 63 : ((bytes[at + 4 + group] as number) & 15) | ((byte >> 6) << 4);
}

/** The 6-bit minimum of a group, packed likewise in bytes 4 to 11. */
export function minimumOf(bytes: Uint8Array, at: number, group: number): number {
  const byte = bytes[at + 4 + (group & 3)] as number;
  return group < 4 ? byte & 63 : ((bytes[at + 4 + group] as number) >> 4) | ((byte >> 6) << 4);
}

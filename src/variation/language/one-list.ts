/** Whether one of the lists holds both words. */
export function inOneList(lists: readonly (readonly string[])[], a: string, b: string): boolean {
  return lists.some((list) => list.includes(a) && list.includes(b));
}

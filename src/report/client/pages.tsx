import { wholeNumber } from '../number-format.js';

/** Page buttons; a button without a target stays visible and is marked as disabled. */
export function Pages(props: { page: number; pages: number; onPage: (page: number) => void; label: string }) {
  const { page, pages, onPage, label } = props;
  const button = (name: string, target: number) => {
    const possible = target >= 0 && target < pages;
    return (
      <button type="button" aria-disabled={!possible} onClick={() => possible && onPage(target)}>
        {name}
      </button>
    );
  };
  return (
    <nav class="pages" aria-label={label}>
      {button('Previous', page - 1)}
      <span>
        Page {wholeNumber(page + 1)} of {wholeNumber(pages)}
      </span>
      {button('Next', page + 1)}
    </nav>
  );
}

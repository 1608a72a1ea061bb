/**
 * The page's only script: shows the filter, which is of no use without it, and hides the pairs of other kinds.
 * Choices are announced through the status line. Plain browser JavaScript, run as it stands here.
 */
export const FILTER_SCRIPT = `(() => {
  const filter = document.getElementById('kind-filter');
  if (!filter) return;
  const pairs = Array.from(document.querySelectorAll('#pair-list > article'));
  const status = document.getElementById('filter-status');
  const apply = () => {
    const chosen = filter.querySelector('input:checked').value;
    let shown = 0;
    for (const pair of pairs) {
      pair.hidden = chosen !== 'all' && pair.dataset.kind !== chosen;
      if (!pair.hidden) shown += 1;
    }
    return shown;
  };
  filter.addEventListener('change', () => {
    status.textContent = apply() + ' pairs shown';
  });
  filter.hidden = false;
  apply();
})();`;

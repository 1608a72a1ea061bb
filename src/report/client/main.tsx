import { render } from 'preact';
import type { PairTable } from '../pair-rows.js';
import { PairBrowser } from './pair-browser.js';

/** Puts the browser of pairs in place of the few pairs that the page shows without its script. */
const data = document.getElementById('pair-data');
const place = document.getElementById('pair-browser');
if (data && place) {
  const table = JSON.parse(data.textContent ?? '') as PairTable;
  const { model = '0', base = '-1' } = place.dataset;
  place.replaceChildren();
  render(<PairBrowser table={table} model={Number(model)} base={Number(base)} />, place);
  document.documentElement.dataset.ready = 'true';
}

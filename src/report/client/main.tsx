import { render } from 'preact';
import type { PairTable } from '../pair-rows.js';
import { PairBrowser } from './pair-browser.js';

/** Replaces the few pairs of the static page by the browser of pairs. */
const data = document.getElementById('pair-data');
const place = document.getElementById('pair-browser');
if (data && place) {
  const table = JSON.parse(data.textContent ?? '') as PairTable;
  const { model = '0', base = '-1' } = place.dataset;
  place.replaceChildren();
  render(<PairBrowser table={table} model={Number(model)} base={Number(base)} />, place);
  document.documentElement.dataset.ready = 'true';
}

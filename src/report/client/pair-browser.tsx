import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { wholeNumber } from '../number-format.js';
import { OUTCOMES, type OutcomeFilter, selectPairs } from '../pair-filter.js';
import type { PairTable } from '../pair-rows.js';
import { pairView } from '../pair-view.js';
import { shortName } from '../plain-text.js';
import { PairCard } from '../sections/pair-card.js';
import { Pages } from './pages.js';
import { SearchField } from './search-field.js';
import { Select } from './select.js';

/** Pairs on one page. */
export const PAGE_SIZE = 20;

/** Every pair of the run: search, filters, pages of cards. Only one page of cards is in the document. */
export function PairBrowser({ table, ...first }: { table: PairTable; model: number; base: number }) {
  const [model, setModel] = useState(first.model);
  const [beside, setBeside] = useState(first.base);
  const [kind, setKind] = useState(-1);
  const [outcome, setOutcome] = useState<OutcomeFilter>('all');
  const [order, setOrder] = useState<'worst' | 'recorded'>('worst');
  const [text, setText] = useState('');
  const [page, setPage] = useState(0);
  const top = useRef<HTMLHeadingElement>(null);
  const turned = useRef(false);

  const shown = useMemo(() => [beside, model].filter((index) => index >= 0), [beside, model]);
  const searched = text.trim() === '' ? '' : shown.join();
  const selected = useMemo(
    () => selectPairs(table, { model, kind, outcome, order, text, searched: shown }),
    [table, model, kind, outcome, order, text, searched],
  );
  const pages = Math.max(1, Math.ceil(selected.length / PAGE_SIZE));

  useEffect(() => {
    if (turned.current) top.current?.focus();
    turned.current = false;
  });

  /** Another choice shows its first page. */
  function choosing<T>(set: (value: T) => void): (value: T) => void {
    return (value) => {
      set(value);
      setPage(0);
    };
  }
  function turnTo(next: number): void {
    turned.current = true;
    setPage(next);
  }

  const models = table.models.map((name, index) => ({ value: String(index), label: shortName(name) }));
  const kinds = table.kinds.map((name, index) => ({ value: String(index), label: shortName(name) }));
  const outcomes = Object.entries(OUTCOMES).map(([value, label]) => ({ value, label }));
  const orders = [
    { value: 'worst', label: 'least agreement first' },
    { value: 'recorded', label: 'order of the data' },
  ];
  const start = page * PAGE_SIZE;
  return (
    <>
      <search class="filters" aria-label="Pairs">
        <SearchField onText={choosing(setText)} />
        <Select
          id="model"
          label="Judged by"
          options={models}
          value={String(model)}
          onValue={choosing((value) => setModel(Number(value)))}
        />
        <Select
          id="beside"
          label="Compared with"
          options={[{ value: '-1', label: 'none' }, ...models]}
          value={String(beside)}
          onValue={choosing((value) => setBeside(Number(value)))}
        />
        <Select
          id="kind"
          label="Kind of rewording"
          options={[{ value: '-1', label: 'all' }, ...kinds]}
          value={String(kind)}
          onValue={choosing((value) => setKind(Number(value)))}
        />
        <Select
          id="outcome"
          label="Outcome"
          options={outcomes}
          value={outcome}
          onValue={choosing((value) => setOutcome(value as OutcomeFilter))}
        />
        <Select
          id="order"
          label="Order"
          options={orders}
          value={order}
          onValue={choosing((value) => setOrder(value as 'worst' | 'recorded'))}
        />
      </search>
      <p id="pair-count" role="status">
        <strong>{wholeNumber(selected.length)}</strong> of {wholeNumber(table.rows.length)} pairs
      </p>
      <h3 class="visually-hidden" tabIndex={-1} ref={top}>
        Pairs, page {page + 1} of {pages}
      </h3>
      <Pages page={page} pages={pages} onPage={turnTo} label="Pages of pairs" />
      {selected.slice(start, start + PAGE_SIZE).map((at, index) => (
        <PairCard key={at} pair={pairView(table, at, shown)} number={start + index + 1} />
      ))}
      {selected.length > PAGE_SIZE && <Pages page={page} pages={pages} onPage={turnTo} label="Pages of pairs, again" />}
    </>
  );
}

import type { ComponentChildren } from 'preact';
import type { Estimate } from '../../metrics/figure.js';
import type { ChartPair } from '../charts/chart.js';
import { wholeNumber } from '../number-format.js';
import { shortName, shownText } from '../plain-text.js';

/** Text from outside, as text: visible, isolated from the direction of its surroundings, cut with a note when long. */
export function Text({ value, limit }: { value: string; limit?: number }) {
  const { text, omitted } = shownText(value, limit);
  return (
    <>
      <bdi>{text}</bdi>
      {omitted > 0 && <OmittedNote omitted={omitted} />}
    </>
  );
}

/** A name from outside, on one line and cut with an ellipsis when long. */
export function Name({ value }: { value: string }) {
  return <bdi>{shortName(value)}</bdi>;
}

/** Note on the hidden part of a long text. */
export function OmittedNote({ omitted }: { omitted: number }) {
  return <span class="note"> … {wholeNumber(omitted)} more characters not shown</span>;
}

/** A figure: shown rounded as `text`, exact in the `value` attribute. */
export function Figure({ value, text }: { value: number; text: string }) {
  return <data value={String(value)}>{text}</data>;
}

/** A figure with its 95 % interval below it, both formatted by `format`. */
export function FigureWithInterval({ of, format }: { of: Estimate; format: (value: number) => string }) {
  return (
    <>
      <Figure value={of.value} text={format(of.value)} />
      <Ends of={of} format={format} />
    </>
  );
}

/** The ends of a figure's interval on a line of their own. */
export function Ends({ of: { low, high }, format }: { of: Estimate; format: (value: number) => string }) {
  return (
    <span class="interval">
      <Figure value={low} text={format(low)} />–<Figure value={high} text={format(high)} />
    </span>
  );
}

/** A cell with a figure and its interval, or with the reason for its absence. */
export function FigureCell({
  of,
  format,
  missing,
}: {
  of: Estimate | null | undefined;
  format: (value: number) => string;
  missing: string;
}) {
  if (!of) return <td class="not-measured">{missing}</td>;
  return (
    <td>
      <FigureWithInterval of={of} format={format} />
    </td>
  );
}

/** A part of the page with its heading; `id` is the anchor of the contents line. */
export function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

/** A table that scrolls sideways on a narrow page; it can be reached and scrolled by keyboard. */
export function ScrollingTable({
  id,
  caption,
  children,
}: {
  id: string;
  caption: string;
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to take the keyboard
    <section class="scroll" aria-labelledby={id} tabIndex={0}>
      <table>
        <caption id={id}>
          <span>{caption}</span>
        </caption>
        {children}
      </table>
    </section>
  );
}

/** Markup of the chart library, which escapes its texts. Never unescaped text from outside. */
export function OwnMarkup({ class: name, markup }: { class?: string; markup: string }) {
  return <div {...(name ? { class: name } : {})} dangerouslySetInnerHTML={{ __html: markup }} />;
}

/** A chart in its two drawings, with a caption and an optional legend above it. */
export function ChartFigure({
  chart,
  caption,
  legend,
}: {
  chart: ChartPair;
  caption: string;
  legend?: ComponentChildren;
}) {
  return (
    <figure>
      {legend}
      <OwnMarkup class="chart wide" markup={chart.wide} />
      <OwnMarkup class="chart narrow" markup={chart.narrow} />
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** Names and swatches of the series of a chart. */
export function Legend({ entries }: { entries: readonly { name: string; swatch: string; color: string }[] }) {
  return (
    <ul class="legend">
      {entries.map(({ name, swatch, color }) => (
        <li key={name}>
          <span class={`swatch ${swatch}`} style={`--swatch:var(--${color})`} aria-hidden="true" />
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}

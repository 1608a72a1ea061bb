import type { EChartsCoreOption } from 'echarts/core';
import { shortName } from '../plain-text.js';
import { init } from './echarts.js';
import { applyPalette, paint } from './palette.js';

/** Width of the drawing area on a wide page and on a phone, in CSS pixels. */
export const WIDE = 920;
export const NARROW = 360;

/** One chart, drawn for a wide page and for a phone; the style sheet shows one of the two. */
export interface ChartPair {
  readonly wide: string;
  readonly narrow: string;
}

/** What a drawing needs: an id of its own on the page, what a screen reader says, and its size in CSS pixels. */
export interface ChartFrame {
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly height: number;
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * The library numbers its instances, adds hover styles and data attributes, and fixes a font: all of it goes, so that
 * the same option gives the same bytes and the drawing takes the page's font and colors.
 */
function cleanSvg(svg: string, { id, label, width, height }: ChartFrame): string {
  const body = svg
    .replace(/^<svg[^>]*>\s*<rect[^>]*><\/rect>/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="\w+")/g, '')
    .replace(/(id="|url\(#)zr\d+-/g, `$1${id}-`)
    .replace(/font-family:sans-serif;/g, '');
  const head = `<svg role="img" aria-label="${escapeAttribute(label)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`;
  return head + applyPalette(body);
}

/** Draws an ECharts option as an SVG element that is the same for the same input and asks for nothing outside itself. */
export function drawChart(frame: ChartFrame, option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: frame.width, height: frame.height });
  try {
    chart.setOption({ animation: false, textStyle: { color: paint('ink'), fontSize: 12 }, ...option });
    return cleanSvg(chart.renderToSVGString(), frame);
  } finally {
    chart.dispose();
  }
}

/** Axis styling shared by all charts: hairlines and muted labels. */
export const axisStyle = {
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: paint('muted'), fontSize: 12 },
  splitLine: { lineStyle: { color: paint('rule'), width: 1 } },
  nameTextStyle: { color: paint('muted'), fontSize: 12 },
} as const;

/** A name of at most `limit` characters, which fits an axis. */
export function axisName(name: string, limit = 15): string {
  return shortName(name, limit);
}

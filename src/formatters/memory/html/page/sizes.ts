/** Keys by size. The axis is logarithmic, for the few keys that are large matter most. */
import { formatCount } from '../../../quantity.ts';
import type { PageReport } from '../page-report.ts';
import { Chart, tip, type ChartOption } from './chart.ts';
import { makeFigure, type Figure } from './figure.ts';
import { formatBound, formatKeys, formatPower } from './figures.ts';
import type { Colors } from './theme.ts';

interface Bar {
  /** In bytes: keys have at most as many, and more than half. */
  readonly bound: number;
  readonly keys: number;
}

export function sizeFigure(sizes: PageReport['sizes']): Figure {
  const title = 'Sizes of keys';
  const bars = barsOf(sizes);
  const chart = new Chart('sizes', (colors) => sizeOption(bars, colors));
  chart.label(
    `${title}: ${bars.map(({ bound, keys }) => `up to ${formatBound(bound)} ${formatCount(keys)}`).join(', ')}`,
  );
  return makeFigure(
    title,
    'Keys by the memory they take; logarithmic.',
    chart,
    ['Up to', 'Keys'],
    bars.map(({ bound, keys }) => [formatBound(bound), formatCount(keys)]),
  );
}

/** Sizes without keys, between those that have some, take a place too. */
function barsOf(sizes: PageReport['sizes']): Bar[] {
  const keys = new Map(sizes);
  const first = sizes.at(0)?.[0] ?? 0;
  const last = sizes.at(-1)?.[0] ?? -1;
  const bars: Bar[] = [];
  for (let exponent = first; exponent <= last; exponent++)
    bars.push({ bound: 2 ** exponent, keys: keys.get(exponent) ?? 0 });
  return bars;
}

function sizeOption(bars: readonly Bar[], colors: Colors): ChartOption {
  const axisLabel = { color: colors.muted, fontSize: 11, hideOverlap: true };
  return {
    grid: { left: 36, top: 8, right: 4, bottom: 24 },
    xAxis: {
      type: 'category',
      data: bars.map(({ bound }) => formatBound(bound)),
      axisLabel,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colors.line } },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: {
        ...axisLabel,
        formatter: (height: number) => (height === 0 ? '0' : formatPower(Math.round(height) - 1)),
      },
      splitLine: { lineStyle: { color: colors.line } },
    },
    tooltip: (params) => {
      const bar = Array.isArray(params) ? undefined : bars[params.dataIndex];
      if (bar === undefined) return '';
      return tip(`${formatBound(bar.bound / 2)} to ${formatBound(bar.bound)}`, formatKeys(bar.keys));
    },
    series: [
      {
        type: 'bar',
        data: bars.map(({ keys }) => height(keys)),
        barCategoryGap: '12%',
        itemStyle: { color: colors.accent, borderRadius: [2, 2, 0, 0] },
      },
    ],
  };
}

/** One key is 1 high, ten are 2. The library's own logarithmic axis has no place for one. */
function height(keys: number): number {
  return keys === 0 ? 0 : 1 + Math.log10(keys);
}

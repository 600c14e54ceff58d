/** Memory by bands of time to live, idle time and frequency. */
import { formatCount, formatSize } from '../../../quantity.ts';
import type { PageGroup } from '../page-report.ts';
import { Chart, tip, type ChartOption } from './chart.ts';
import { makeFigure, type Figure } from './figure.ts';
import { formatKeys, formatShare } from './figures.ts';
import type { Colors } from './theme.ts';

/** What a reader is shown for the name of a band; others are shown as they are. Source: report.ts, TTL_BANDS. */
export const TTL_NAMES: Readonly<Record<string, string>> = {
  never: 'never expires',
  expired: 'expired',
  '1m': '≤ 1 minute',
  '1h': '≤ 1 hour',
  '1d': '≤ 1 day',
  '7d': '≤ 7 days',
  '30d': '≤ 30 days',
  later: 'later',
};

export const IDLE_NAMES: Readonly<Record<string, string>> = { ...TTL_NAMES, later: 'longer' };

export function bandFigure(
  title: string,
  note: string,
  groups: readonly PageGroup[],
  names: Readonly<Record<string, string>>,
): Figure {
  const bands = groups.map((group) => ({ ...group, name: names[group.name] ?? group.name }));
  const total = bands.reduce((sum, { bytes }) => sum + bytes, 0);
  const chart = new Chart('bands', (colors) => bandOption(bands, total, colors));
  chart.label(`${title}: ${bands.map(({ name, bytes }) => `${name} ${formatShare(bytes, total)}`).join(', ')}`);
  return makeFigure(
    title,
    note,
    chart,
    ['Band', 'Keys', 'Memory', 'Share'],
    bands.map(({ name, keys, bytes }) => [name, formatCount(keys), formatSize(bytes), formatShare(bytes, total)]),
  );
}

function bandOption(bands: readonly PageGroup[], total: number, colors: Colors): ChartOption {
  const label = { color: colors.text, fontSize: 12 };
  return {
    grid: { left: 104, top: 0, right: 72, bottom: 0 },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bands.map(({ name }) => name),
      axisLabel: label,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colors.line } },
    },
    tooltip: (params) => {
      const band = Array.isArray(params) ? undefined : bands[params.dataIndex];
      if (band === undefined) return '';
      return tip(band.name, `${formatSize(band.bytes)} · ${formatShare(band.bytes, total)}`, formatKeys(band.keys));
    },
    series: [
      {
        type: 'bar',
        data: bands.map(({ bytes }) => bytes),
        barMaxWidth: 18,
        itemStyle: { color: colors.accent, borderRadius: [0, 2, 2, 0] },
        label: {
          ...label,
          show: true,
          position: 'right',
          formatter: ({ dataIndex }) => formatSize(bands[dataIndex]?.bytes ?? 0),
        },
      },
    ],
  };
}

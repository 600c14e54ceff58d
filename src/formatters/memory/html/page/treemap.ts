/** The map of a prefix: a box for each prefix below it, and in those the next levels as far as there is room. */
import type { TreemapSeriesOption } from 'echarts/charts';
import { color } from 'echarts/core';
import { formatSize } from '../../../quantity.ts';
import type { PagePrefix } from '../page-report.ts';
import { tip, type ChartOption } from './chart.ts';
import { formatAverage, formatKeys, formatShare } from './figures.ts';
import { partsOf, type Part } from './parts.ts';
import type { Colors } from './theme.ts';

const LEVELS = 3;
/** A box with boxes in it has a frame, of its colour with a little of the text's. */
const FRAME = 0.1;
/** Below these, in square pixels, a box is not drawn, has no name, is not divided. */
const SMALLEST = 40;
const SMALLEST_NAMED = 2400;
const SMALLEST_DIVIDED = 5000;

/** What all boxes in one of the first level have. */
interface BoxStyle {
  readonly fill: string;
  readonly text: string;
  /** In bytes: smaller ones have no name. */
  readonly smallest: number;
}

/** What the library keeps with a box, and hands back. */
export interface Box {
  readonly name: string;
  readonly value: number;
  readonly part: Part;
  /** The whole prefix, for people. */
  readonly title: string;
  /** The prefixes that a click leads through, from the one shown. Empty: nowhere. */
  readonly way: readonly PagePrefix[];
  readonly itemStyle: { readonly color: string; readonly borderColor?: string; readonly borderWidth?: number };
  readonly label: { readonly show: boolean };
  readonly cursor: string;
  readonly children?: Box[];
}

export function isBox(data: unknown): data is Box {
  return typeof data === 'object' && data !== null && 'way' in data;
}

/**
 * @param title - the whole prefix, which names of boxes follow
 * @param area - of the map, in square pixels
 */
export function treemapOption(shown: PagePrefix, title: string, colors: Colors, area: number): ChartOption {
  const smallest = (shown.bytes * SMALLEST_NAMED) / area;
  const boxes = partsOf(shown).map((part, index) => {
    const fill = part.prefix === undefined ? undefined : colors.boxes[index % colors.boxes.length];
    return boxOf(part, title, [], { fill: fill ?? colors.rest, text: colors.text, smallest });
  });
  return {
    tooltip: (params) => {
      const data = Array.isArray(params) ? undefined : params.data;
      return isBox(data) ? boxTip(data, shown) : '';
    },
    series: [{ ...seriesStyle(colors), data: boxes }],
  };
}

function seriesStyle({ text, surface }: Colors): TreemapSeriesOption {
  const label = { color: text, fontSize: 12, lineHeight: 16, overflow: 'truncate', ellipsis: '…' } as const;
  return {
    type: 'treemap',
    animation: false,
    left: 0,
    top: 0,
    right: 0,
    bottom: 0,
    roam: false,
    nodeClick: false,
    breadcrumb: { show: false },
    visibleMin: SMALLEST,
    childrenVisibleMin: SMALLEST_DIVIDED,
    label: { ...label, position: 'insideTopLeft', padding: [4, 5], formatter: (params) => boxLabel(params, '\n') },
    upperLabel: { ...label, show: true, height: 20, padding: [0, 5], formatter: (params) => boxLabel(params, '  ') },
    // The first level is that of the prefix shown, which is no box of its own.
    levels: [
      { upperLabel: { show: false }, itemStyle: { borderWidth: 0, gapWidth: 3, borderColor: surface } },
      { itemStyle: { borderWidth: 2, gapWidth: 2 } },
      { itemStyle: { borderWidth: 2, gapWidth: 1 } },
    ],
  };
}

/** @param way - the prefixes from the one shown to the one the part is in */
function boxOf(part: Part, above: string, way: readonly PagePrefix[], style: BoxStyle): Box {
  const { name, bytes, prefix } = part;
  const below = prefix?.children === undefined ? way : [...way, prefix];
  const title = prefix === undefined ? `${above} (${name})`.trim() : above + name;
  const box = {
    name,
    value: bytes,
    part,
    title,
    way: below,
    label: { show: bytes >= style.smallest },
    cursor: below.length === 0 ? 'default' : 'pointer',
  };
  if (prefix?.children === undefined || below.length === LEVELS) {
    return { ...box, itemStyle: { color: style.fill, borderWidth: 0 } };
  }
  return {
    ...box,
    itemStyle: { color: style.fill, borderColor: color.lerp(FRAME, [style.fill, style.text]) },
    children: partsOf(prefix).map((inner) => boxOf(inner, title, below, style)),
  };
}

function boxLabel({ name, data }: { name: string; data: unknown }, between: string): string {
  return isBox(data) ? `${name}${between}${formatSize(data.value)}` : name;
}

function boxTip({ title, part, way }: Box, shown: PagePrefix): HTMLElement {
  return tip(
    title,
    `${formatSize(part.bytes)} · ${formatShare(part.bytes, shown.bytes)}`,
    `${formatKeys(part.keys)} · ${formatAverage(part.bytes, part.keys)} on average`,
    ...(way.length === 0 ? [] : ['Click to look inside']),
  );
}

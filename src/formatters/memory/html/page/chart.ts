/** Charts of the library, with the page's colours. Only what is drawn here is part of the page. */
import { BarChart, TreemapChart, type BarSeriesOption, type TreemapSeriesOption } from 'echarts/charts';
import {
  GridComponent,
  TooltipComponent,
  type GridComponentOption,
  type TooltipComponentOption,
} from 'echarts/components';
import { init, use, type ComposeOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { element, keyText } from './element.ts';
import { readColors, type Colors } from './theme.ts';

use([BarChart, TreemapChart, GridComponent, TooltipComponent, CanvasRenderer]);

export type ChartOption = ComposeOption<BarSeriesOption | TreemapSeriesOption | GridComponentOption> & {
  /** What is shown of the datum under the pointer. */
  readonly tooltip: Extract<TooltipComponentOption['formatter'], (...rest: never) => unknown>;
};

/** @param area - of the chart, in square pixels */
export type MakeOption = (colors: Colors, area: number) => ChartOption;

/** A picture; what it shows stands in a table too, so a screen reader gets but its label. */
export class Chart {
  readonly element: HTMLElement;
  private chart: EChartsType | undefined;
  private readonly option: MakeOption;
  private onClick: ((data: unknown) => void) | undefined;

  /** @param option - made anew when the data, the colours or the size are others */
  constructor(kind: string, option: MakeOption) {
    this.element = element('div', { class: `chart ${kind}`, role: 'img' });
    this.option = option;
    new ResizeObserver(() => this.fit()).observe(this.element);
  }

  label(text: string): void {
    this.element.setAttribute('aria-label', text);
  }

  /** @param listener - is given the datum that is clicked on */
  clicked(listener: (data: unknown) => void): void {
    this.onClick = listener;
  }

  draw(): void {
    const { chart, element: box } = this;
    if (chart === undefined) return;
    const colors = readColors();
    const { tooltip, ...option } = this.option(colors, box.clientWidth * box.clientHeight);
    chart.setOption(
      { animation: false, ...option, tooltip: { ...tooltipStyle(colors), formatter: tooltip } },
      { notMerge: true },
    );
  }

  /** The library wants to know how large the element is, which it is not before it stands in the page. */
  private fit(): void {
    if (this.element.clientWidth === 0) return;
    if (this.chart === undefined) {
      this.chart = init(this.element, null, { renderer: 'canvas' });
      this.chart.on('click', ({ data }) => this.onClick?.(data));
    } else this.chart.resize();
    this.draw();
  }
}

/** An element, which the library takes as it is: text would be read as markup. */
export function tip(title: string, ...lines: readonly string[]): HTMLElement {
  return element('div', { class: 'tip' }, keyText(title), ...lines.map((line) => element('div', {}, line)));
}

function tooltipStyle(colors: Colors): TooltipComponentOption {
  return {
    confine: true,
    transitionDuration: 0,
    backgroundColor: colors.surface,
    borderColor: colors.line,
    textStyle: { color: colors.text, fontSize: 12 },
  };
}

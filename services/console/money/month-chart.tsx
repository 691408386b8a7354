// Months as bars: a picture of the table below it, which carries the same numbers for everyone who reads tables better.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import { useIsDark } from '../session/theme.ts';
import { decimalText, formatMoney, type MoneyAmount } from './format-money.ts';

export type MonthBar = { readonly month: string; readonly amount: MoneyAmount };

type MonthChartProps = { readonly bars: readonly MonthBar[]; readonly label: string };

const HEIGHT = 280;
const AXIS_WIDTH = 72;
const LABEL_WIDTH = 40;

// Custom properties answer with their source text; a real colour property answers with the colour in force.
const resolvedColour = (host: HTMLElement, token: string): string => {
  const sample = document.createElement('span');
  sample.style.color = `var(${token})`;
  host.append(sample);
  const colour = getComputedStyle(sample).color;
  sample.remove();
  return colour;
};

const chartOptions = (host: HTMLElement, bars: readonly MonthBar[], locale: string): uPlot.Options => {
  const line = resolvedColour(host, '--line');
  const ink = resolvedColour(host, '--ink-2');
  const accent = resolvedColour(host, '--chart-1');
  const fill = resolvedColour(host, '--chart-1-soft');
  const font = `12px ${getComputedStyle(host).fontFamily}`;
  const first = bars[0]?.amount ?? { amountMinor: '0', currency: 'USD', exponent: 2 };
  const short = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
  // Axis ticks are marks on a ruler, not amounts: the compact form is enough, the table has the exact ones.
  const tick = new Intl.NumberFormat(locale, { style: 'currency', currency: first.currency, notation: 'compact' });
  const bar = uPlot.paths.bars;
  return {
    width: Math.max(240, host.clientWidth),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.5, Math.max(bars.length, 6) - 0.5] },
      y: { range: (_plot, _min, max) => [0, max * 1.15 || 1] },
    },
    axes: [
      {
        stroke: ink,
        font,
        grid: { show: false },
        ticks: { show: false },
        splits: () => bars.map((_, at) => at),
        values: (plot, splits) =>
          splits.map((at) => {
            // Where bars are narrow, only every second or third month is named; the newest always is.
            const every = Math.ceil((bars.length * LABEL_WIDTH) / Math.max(1, plot.width - AXIS_WIDTH));
            const named = bars[at] && (bars.length - 1 - at) % every === 0;
            return named ? short.format(new Date(`${bars[at]?.month}-01T00:00:00Z`)) : '';
          }),
      },
      {
        stroke: ink,
        font,
        size: AXIS_WIDTH,
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        values: (_plot, splits) => splits.map((value) => tick.format(value)),
      },
    ],
    series: [
      {},
      {
        stroke: accent,
        fill,
        width: 1.5,
        points: { show: false },
        ...(bar === undefined ? {} : { paths: bar({ size: [0.6, 44], radius: 0.12 }) }),
      },
    ],
  };
};

/** A bar per month, oldest first; pixels only, so the amounts may pass through floats here. */
export const MonthChart = ({ bars, label }: MonthChartProps) => {
  const { i18n } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const dark = useIsDark();
  // Colours are read from the theme in force
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const values = bars.map(({ amount }) => Number(decimalText(amount)));
    const plot = new uPlot(chartOptions(element, bars, i18n.language), [bars.map((_, at) => at), values], element);
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: Math.max(240, element.clientWidth), height: HEIGHT }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [bars, i18n.language, dark]);
  const spoken = bars.map(({ month, amount }) => `${month}: ${formatMoney(amount, i18n.language)}`).join('; ');
  return <div ref={host} className="chart" role="img" aria-label={`${label}. ${spoken}`} />;
};

// The image viewer: one series on a canvas, with window and level, scrolling, zoom, and a key for each of them.
import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeriesImagesFragment } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { slicesOf } from './frame-store.ts';
import { lookReducer, START_LOOK } from './look.ts';
import { Stage, type StageTool } from './stage.tsx';
import { useStack } from './use-stack.ts';
import { ViewerHelp } from './viewer-help.tsx';
import { onViewerKey } from './viewer-keys.ts';
import { ViewerToolbar } from './viewer-toolbar.tsx';
import type { Size } from './viewport.ts';

/** Shows the frames of a series; grey values are never touched by the page's theme. */
export const Viewer = ({ series }: { series: SeriesImagesFragment }) => {
  const { t } = useTranslation();
  const slices = useMemo(() => slicesOf(series.instances), [series.instances]);
  const stack = useStack(slices);
  const [look, change] = useReducer(lookReducer, START_LOOK);
  const [tool, setTool] = useState<StageTool>('window');
  const [canvas, setCanvas] = useState<Size>({ width: 512, height: 512 });
  const stage = useRef<HTMLDivElement>(null);
  const { frame } = stack;
  useEffect(() => {
    if (frame !== undefined) change({ type: 'firstFrame', frame });
  }, [frame]);
  const image: Size = frame ? { width: frame.columns, height: frame.rows } : { width: 1, height: 1 };
  const slice = t('viewer.slice', { number: stack.index + 1, count: stack.count });

  return (
    <section className="viewer" aria-label={t('viewer.label')}>
      <ViewerToolbar
        frame={frame}
        look={look}
        change={change}
        tool={tool}
        setTool={setTool}
        image={image}
        canvas={canvas}
      />
      <div
        ref={stage}
        className="stage"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application region with its own keys, described below it
        tabIndex={0}
        aria-label={`${t('viewer.stage')} ${slice}`}
        aria-describedby="viewer-help"
        onKeyDown={(event) => onViewerKey(event, { frame, stack, change, image, canvas })}
      >
        <Stage
          frame={frame}
          look={look}
          change={change}
          tool={tool}
          canvas={canvas}
          onResize={setCanvas}
          onStep={stack.step}
        />
        <p className="stage-note stage-note-end" aria-hidden="true">
          {stack.loading && <span className="stage-loading">{t('viewer.loading')}</span>}
          <span className="num">
            {stack.index + 1} / {stack.count}
          </span>
        </p>
        <p className="stage-note stage-note-bottom">{t('viewer.notPrimary')}</p>
        {stack.error !== undefined && (
          <div className="stage-fault">
            <FaultPanel error={stack.error} onRetry={stack.retry} />
          </div>
        )}
      </div>
      {stack.count > 1 && (
        <div className="slider">
          <label htmlFor="viewer-slice">{t('viewer.sliceLabel')}</label>
          <input
            id="viewer-slice"
            type="range"
            min={1}
            max={stack.count}
            value={stack.index + 1}
            aria-valuetext={slice}
            onChange={(event) => stack.goTo(Number(event.currentTarget.value) - 1)}
          />
          <output className="num" htmlFor="viewer-slice">
            {stack.index + 1} / {stack.count}
          </output>
        </div>
      )}
      <ViewerHelp />
    </section>
  );
};

// The viewer's tools: presets, window and level as numbers, what a drag does, zoom, inversion, fit.
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import type { Look, LookEvent } from './look.ts';
import type { PixelFrame } from './pixel-frame.ts';
import type { StageTool } from './stage.tsx';
import type { Size } from './viewport.ts';
import { presetsOf } from './window-level.ts';

type ViewerToolbarProps = {
  readonly frame: PixelFrame | undefined;
  readonly look: Look;
  readonly change: (event: LookEvent) => void;
  readonly tool: StageTool;
  readonly setTool: (tool: StageTool) => void;
  readonly image: Size;
  readonly canvas: Size;
};

const PAN_STEP = 60;

/** Every tool is a button or a number field: nothing here needs dragging. */
export const ViewerToolbar = ({ frame, look, change, tool, setTool, image, canvas }: ViewerToolbarProps) => {
  const { t } = useTranslation();
  const grey = frame?.kind !== 'colour';
  const zoom = (factor: number) => change({ type: 'zoom', factor, x: 0, y: 0, image, canvas });
  const pan = (dx: number, dy: number) => change({ type: 'pan', dx, dy, image, canvas });
  return (
    <section className="tools" aria-label={t('viewer.tools')}>
      {grey && (
        <>
          <fieldset className="segmented">
            <legend className="visually-hidden">{t('viewer.presets')}</legend>
            {presetsOf({ modality: frame?.modality ?? 'CT' }).map((preset) => (
              <button
                key={preset}
                type="button"
                aria-pressed={look.preset === preset}
                disabled={frame === undefined}
                onClick={() => frame && change({ type: 'preset', preset, frame })}
              >
                {t(`viewer.preset.${preset}`)}
              </button>
            ))}
          </fieldset>
          <LevelField
            label={t('viewer.window')}
            short={t('viewer.windowShort')}
            value={look.window?.width}
            onChange={(width) => look.window && change({ type: 'window', window: { ...look.window, width } })}
          />
          <LevelField
            label={t('viewer.level')}
            short={t('viewer.levelShort')}
            value={look.window?.center}
            onChange={(center) => look.window && change({ type: 'window', window: { ...look.window, center } })}
          />
        </>
      )}
      <fieldset className="segmented">
        <legend className="visually-hidden">{t('viewer.drag')}</legend>
        {(['window', 'pan'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={tool === each} onClick={() => setTool(each)}>
            {t(`viewer.tool.${each}`)}
          </button>
        ))}
      </fieldset>
      <div className="tools-buttons">
        <ToolButton icon="minus" label={t('viewer.zoomOut')} onClick={() => zoom(1 / 1.25)} />
        <ToolButton icon="plus" label={t('viewer.zoomIn')} onClick={() => zoom(1.25)} />
        {look.viewport.zoom > 1 && (
          <>
            <ToolButton arrow="←" label={t('viewer.panLeft')} onClick={() => pan(PAN_STEP, 0)} />
            <ToolButton arrow="→" label={t('viewer.panRight')} onClick={() => pan(-PAN_STEP, 0)} />
            <ToolButton arrow="↑" label={t('viewer.panUp')} onClick={() => pan(0, PAN_STEP)} />
            <ToolButton arrow="↓" label={t('viewer.panDown')} onClick={() => pan(0, -PAN_STEP)} />
          </>
        )}
        <ToolButton icon="scan" label={t('viewer.fit')} onClick={() => change({ type: 'fit' })} />
        <button
          type="button"
          className="tool"
          aria-pressed={look.invert}
          aria-label={t('viewer.invert')}
          title={t('viewer.invert')}
          onClick={() => change({ type: 'invert' })}
        >
          <Icon name="invert" />
        </button>
      </div>
    </section>
  );
};

type LevelFieldProps = {
  readonly label: string;
  readonly short: string;
  readonly value: number | undefined;
  readonly onChange: (value: number) => void;
};

const LevelField = ({ label, short, value, onChange }: LevelFieldProps) => (
  <label className="level" title={label}>
    <span aria-hidden="true">{short}</span>
    <input
      type="number"
      aria-label={label}
      step={10}
      value={value === undefined ? '' : Math.round(value)}
      disabled={value === undefined}
      onChange={(event) => {
        const number = event.currentTarget.valueAsNumber;
        if (Number.isFinite(number)) onChange(number);
      }}
    />
  </label>
);

type ToolButtonProps = { readonly label: string; readonly onClick: () => void } & (
  | { readonly icon: 'minus' | 'plus' | 'scan'; readonly arrow?: never }
  | { readonly arrow: string; readonly icon?: never }
);

const ToolButton = ({ icon, arrow, label, onClick }: ToolButtonProps) => (
  <button type="button" className="tool" aria-label={label} title={label} onClick={onClick}>
    {icon === undefined ? <span aria-hidden="true">{arrow}</span> : <Icon name={icon} />}
  </button>
);

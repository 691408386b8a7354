// A notice: one icon, one thought, a tone that is never carried by colour alone.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'quiet' | 'info' | 'warn' | 'bad';

const ICON: Record<Tone, IconName> = { quiet: 'info', info: 'info', warn: 'alert', bad: 'alert' };

type NoticeProps = {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** `alert` interrupts a screen reader (something the reader just asked for failed); `status` waits. */
  readonly role?: 'alert' | 'status';
};

/** A boxed message in the flow of a page. */
export const Notice = ({ tone = 'quiet', icon, title, children, role }: NoticeProps) => (
  <div className={`notice notice-${tone}`} role={role}>
    <Icon name={icon ?? ICON[tone]} />
    <div className="notice-body">
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  </div>
);

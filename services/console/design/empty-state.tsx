// What a page shows when there is nothing yet: the fact, and the next thing to do.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

type EmptyStateProps = { readonly icon: IconName; readonly title: string; readonly children?: ReactNode };

/** A centred explanation with its actions. */
export const EmptyState = ({ icon, title, children }: EmptyStateProps) => (
  <div className="empty">
    <Icon name={icon} />
    <h2>{title}</h2>
    {children}
  </div>
);

// The colour theme: the system's unless this device chose; kept in one attribute of `<html>` that the tokens follow.
import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const STORAGE_KEY = 'hounsfield.theme';
const listeners = new Set<() => void>();

const currentTheme = (): Theme => {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
};

/** True while the page is shown dark, whoever chose it. */
export const isDark = (): boolean =>
  currentTheme() === 'dark' || (currentTheme() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);

/** Pins a theme on this device, or follows the system again. */
export const chooseTheme = (theme: Theme): void => {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(STORAGE_KEY);
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(STORAGE_KEY, theme);
  }
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  listeners.add(listener);
  system.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener('change', listener);
  };
};

/** Whether the page is dark now; re-renders when that changes. */
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);

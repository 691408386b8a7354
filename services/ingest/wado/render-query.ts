// Parameters of frames and rendered pictures (PS3.18 section 8.3.5): which frames, which window, how large.
import { badRequest } from '../http/problem.ts';
import type { RenderOptions } from './render.ts';

const MOST_FRAMES = 1_000;
const FRAME = /^[1-9]\d{0,5}$/;
const NUMBER = /^-?\d{1,7}(?:\.\d{1,6})?$/;

/** A list of frame numbers as an address has it, `1,2,5`. */
export const frameNumbers = (list: string): readonly number[] => {
  const numbers = list.split(',');
  if (numbers.length > MOST_FRAMES || !numbers.every((each) => FRAME.test(each)))
    throw badRequest('The list of frames is malformed.');
  return numbers.map(Number);
};

const numbersOf = (text: string, least: number, most: number): readonly number[] => {
  const parts = text.split(',');
  if (parts.length < least || parts.length > most || !parts.slice(0, least).every((part) => NUMBER.test(part)))
    throw badRequest('A rendering parameter is malformed.');
  return parts.slice(0, least).map(Number);
};

/** `window=center,width[,function]` and `viewport=width,height[,...]`. */
export const renderOptions = (query: string): RenderOptions => {
  const parameters = new URLSearchParams(query);
  const [window, viewport] = [parameters.get('window'), parameters.get('viewport')];
  const [center, width] = window === null ? [] : numbersOf(window, 2, 3);
  const [fitWidth, fitHeight] = viewport === null ? [] : numbersOf(viewport, 2, 6);
  if (width !== undefined && width < 1) throw badRequest('A window is at least 1 wide.');
  if ((fitWidth !== undefined && fitWidth < 1) || (fitHeight !== undefined && fitHeight < 1))
    throw badRequest('A viewport is at least one pixel.');
  return {
    ...(center === undefined || width === undefined ? {} : { window: { center, width } }),
    ...(fitWidth === undefined || fitHeight === undefined ? {} : { fit: { width: fitWidth, height: fitHeight } }),
  };
};

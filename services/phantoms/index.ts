// Phantoms: generated studies whose truth is known, for demos, tests and acceptance.
export { type CtPhantom, type CtPhantomOptions, ctPhantom } from './ct-phantom.ts';
export type { CtTruth, LungTruth } from './ct-truth.ts';
export type { Opacity } from './film.ts';
export type { PhantomCharacterSet, PhantomPerson } from './person.ts';
export {
  type RadiographPhantom,
  type RadiographPhantomOptions,
  type RadiographTruth,
  radiographPhantom,
} from './radiograph-phantom.ts';

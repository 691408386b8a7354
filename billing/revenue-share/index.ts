// Revenue share: how a charge is divided, and how part of it is taken back. Pure and exact to the minor unit.
export { apportion, apportionNext } from './apportion.ts';
export {
  type Allocation,
  PARTY_ROLES,
  type PartyRole,
  type Share,
  sharesProblem,
  splitCharge,
} from './split-charge.ts';

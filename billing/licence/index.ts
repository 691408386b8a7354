// Licences of technical solutions: issued as signed text, checked offline. Pure.
export {
  type CheckedLicence,
  checkLicence,
  issueLicence,
  type Licence,
  type LicenceRefusal,
  type LicenceUse,
} from './licence.ts';

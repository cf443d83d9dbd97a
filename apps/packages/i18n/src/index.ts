export { fold } from './fold'
export { type Amount, addDays, Formats, minorUnits, type Place } from './format'
export {
  DATE_LOCALES,
  type Dictionary,
  dictionary,
  type Entries,
  LANGS,
  type Lang,
  LOCALES,
  mismatches,
  type Same,
  type Texts,
  textsOf,
} from './texts'
